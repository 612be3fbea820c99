--[[
  Removes the keys of a pool that has no numbers. Its rates expire by themselves.

  Its keys are declared in engine/numbers.ts. The reply is how many keys it removed.
]]
local pool = KEYS.pool
for _, country in ipairs(redis.call('SMEMBERS', pool .. ':countries')) do
  redis.call('UNLINK', pool .. ':groups:' .. country, pool .. ':surplus:' .. country)
end
return redis.call('UNLINK', pool, pool .. ':live', pool .. ':combinations', pool .. ':countries', pool .. ':holders',
  pool .. ':brought', pool .. ':brought:since')
