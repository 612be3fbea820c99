--[[
  The policy: which rungs of the ladder a request tries, in what order, and why. This one is `threshold`, the
  patents' own (US10205702B1, claim 1): a count of active sessions that exceeds the threshold selects the bucket,
  else the session. A session for which there is no number goes on to its bucket's. A visitor who has not agreed to be
  told from others has no session: the bucket's number it is.

  Variants: `reaching` selects the bucket at the threshold itself (US9967230B2, US10250556B2); with a hysteresis,
  sessions come back only when the count has fallen that far below.
]]
local function selectsBucket(pool, scope, activeSessions, threshold, boundary, hysteresis)
  local mode = 'mode:' .. scope
  local wasBucket = hysteresis > 0 and redis.call('HGET', pool, mode) == 'bucket'
  local limit = wasBucket and threshold - hysteresis or threshold
  local isBucket = activeSessions > limit or (boundary == 'reaching' and activeSessions == limit)
  if hysteresis > 0 and isBucket ~= wasBucket then
    redis.call('HSET', pool, mode, isBucket and 'bucket' or 'session')
  end
  return isBucket
end

local function rungs(isBucket, session)
  if session == '' then return { { by = 'bucket', reason = 'no_session' } } end
  if isBucket then return { { by = 'bucket', reason = 'over_threshold' } } end
  return {
    { by = 'session', reason = 'within_threshold' },
    { by = 'bucket', reason = 'no_number_for_session' },
  }
end

-- Default: the numbers of the pool less its reserve; a reserve is a fifth and at least one, or none where a
-- threshold is set.
local function limitsOf(size, givenThreshold, givenReserve)
  local reserve = tonumber(givenReserve) or (givenThreshold == '' and math.max(1, math.floor(size / 5)) or 0)
  local threshold = tonumber(givenThreshold) or math.max(0, size - reserve)
  return threshold, reserve
end
