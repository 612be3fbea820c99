--[[
  Remembers how a caller last reached an endpoint through a number, for the caller's next call.

  Its keys, arguments and reply are declared in engine/resolution.ts.
]]
redis.call('HSET', KEYS.reached, ARGV.number, ARGV.reached)
return redis.call('PEXPIRE', KEYS.reached, ARGV.withinMs)
