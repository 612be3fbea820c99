--[[
  The clock rule: every time in a pool is Redis' own, in milliseconds. A gateway's clock is never asked, so one
  that is off breaks nothing. `given` is empty except in tests, which bring their own time.
]]
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

--[[
  A time or a count as a command takes it. Redis writes Lua's numbers with 17 digits, which costs as much as a small
  command: hot scripts hand them over as text.
]]
local function text(number) return string.format('%d', number) end
