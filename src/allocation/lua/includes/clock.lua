--[[
  The clock rule: every time in a pool is Redis' own, in milliseconds. A gateway's clock is never asked, so one
  that is off breaks nothing. `given` is empty except in tests, which bring their own time.
]]
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
