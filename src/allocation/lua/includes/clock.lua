--[[
  Returns the time in milliseconds. Every time in a pool is Redis' own, so a gateway with a wrong clock does no harm.
  `testTime` is empty except in tests.
]]
local function clock(testTime)
  if testTime ~= '' then return tonumber(testTime) end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

--[[
  Returns a whole number as the text of a command's argument. Redis writes Lua's numbers with 17 digits, which takes as
  long as a small command. So scripts of the hot path pass text.
]]
local function text(number) return string.format('%d', number) end
