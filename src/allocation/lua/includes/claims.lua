-- Saves the claim of a call, and announces it to all gateways: they repeat the answer while Redis is away.
local function saveClaim(key, claim, claimMs)
  redis.call('SET', key, claim, 'PX', claimMs)
  redis.call('PUBLISH', CHANNEL.claims, claim .. '\n' .. key)
end
