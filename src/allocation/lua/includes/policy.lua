--[[
  The policy selects the rungs of the ladder that a request tries, their order and their reasons. This policy is
  `threshold`, the patents' own (US10205702B1, claim 1): when the active sessions exceed the threshold, the bucket gets
  the number, otherwise the session. A session without a number continues to its bucket's number. A visitor who has
  declined consent has no session and gets the bucket's number.

  Variants: with the boundary `reaching` the threshold itself selects the bucket (US9967230B2, US10250556B2). With a
  hysteresis, sessions get numbers again when the count has fallen that far below the threshold.
]]
local function exceeds(count, threshold, boundary, hysteresis, wasBucket)
  local limit = wasBucket and threshold - hysteresis or threshold
  return count > limit or (boundary == BOUNDARY.reaching and count == limit)
end

-- Returns true when the bucket gets the number. With a hysteresis it stores the choice.
local function selectsBucket(pool, scope, activeSessions, threshold, boundary, hysteresis)
  local mode = 'mode:' .. scope
  local wasBucket = hysteresis > 0 and redis.call('HGET', pool, mode) == RUNG.bucket
  local isBucket = exceeds(activeSessions, threshold, boundary, hysteresis, wasBucket)
  if hysteresis > 0 and isBucket ~= wasBucket then
    redis.call('HSET', pool, mode, isBucket and RUNG.bucket or RUNG.session)
  end
  return isBucket
end

-- Returns the rungs in the order in which they are tried. With `isGuarded` the last one is the bucket that all visitors
-- share whose own bucket gets no number. `isAtCap`: the visitor's network holds its share of the pool.
local function rungs(isBucket, session, isGuarded, isAtCap)
  local tried
  if session == '' then
    tried = { { keyedBy = RUNG.bucket, reason = REASON.no_session } }
  elseif isBucket then
    tried = { { keyedBy = RUNG.bucket, reason = REASON.over_threshold } }
  else
    tried = {
      { keyedBy = RUNG.session, reason = REASON.within_threshold },
      { keyedBy = RUNG.bucket, reason = isAtCap and REASON.address_limit or REASON.no_number_for_session },
    }
  end
  if isGuarded then tried[#tried + 1] = { keyedBy = RUNG.bucket, reason = REASON.shared_bucket } end
  return tried
end

-- Returns the threshold and the reserve of a pool. The setting of either may be empty. The default threshold is the
-- pool's size minus the reserve, plus `otherNumbers`: the numbers of the other pools whose sessions count, less their
-- reserves. The default reserve is a fifth of the size and at least one, or 0 where a threshold is set.
local function limitsOf(size, thresholdSetting, otherNumbers, reserveSetting)
  local reserve = tonumber(reserveSetting) or (thresholdSetting == '' and math.max(1, math.floor(size / 5)) or 0)
  local threshold = tonumber(thresholdSetting) or math.max(0, size - reserve) + tonumber(otherNumbers)
  return threshold, reserve
end
