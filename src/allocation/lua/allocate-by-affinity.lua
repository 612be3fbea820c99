--[[
  Allocates a number to a page by the policy `affinity`. Its keys, arguments and reply are declared in
  engine/link-scripts.ts.
]]
-- @include "affinity"

threshold = size

local function answer(keyedBy, reason, link) return reply(keyedBy, reason, link.number, link.id, link.ends, link.began) end

-- Returns the session's live link, or nil. The second value is its last link, whose number may be free.
local function liveLink()
  local found = redis.call('HMGET', pool .. ':combinations', ARGV.sessionCombination, visitor, bucket)
  local last = found[1] or visitor ~= '' and found[2]
  local former = last and readLink(pool, last)
  if former and former.ended == 0 then
    if former.ends <= now then
      endLink(pool, ledger, former, former.ends, CAUSE.expired)
    elseif isLinkOf(former, ARGV.sessionCombination) then
      return former
    end
  end
  -- The policy `threshold` has shown the session its bucket's number.
  local ofBucket = found[3] and readLink(pool, found[3])
  if ofBucket and ofBucket.combination == bucket and ofBucket.ended == 0 and ofBucket.ends > now
    and redis.call('ZSCORE', shownKey(pool, found[3]), session) then return ofBucket end
  return nil, former
end

local function start(number, reason, popped)
  return answer(RUNG.session, reason, startLink(number, RUNG.session, ARGV.sessionCombination, reason, popped, sharing, weight))
end

-- Returns the answer with a number of the session, or with one that it shares.
local function forSession(former)
  arrive()
  if former and former.country == country and redis.call('ZSCORE', freeKey(pool, country), former.number) then
    return start(former.number, REASON.last_number)
  end
  local number = ownNumber()
  if number then return start(number, REASON.number_of_group) end
  number = borrow()
  if number then return start(number, REASON.number_borrowed) end
  local link = leastShared(sharing)
  if link then return answer(RUNG.bucket, REASON.number_shared, shareLink(link)) end
  local popped
  number, popped = takeRested()
  if number then return start(number, REASON.number_borrowed, popped) end
  link = sharing ~= common and leastShared(common)
  return link and answer(RUNG.bucket, REASON.number_shared, shareLink(link))
end

if session ~= '' then
  local link, former = liveLink()
  if link then
    local keyedBy = link.isShared and RUNG.bucket or RUNG.session
    return answer(keyedBy, link.reason, join(link))
  end
  local found = held < cap and forSession(former)
  if found then return found end
end

local function forBucket(combination)
  if not group then arrive() end
  local number = ownNumber()
  if number then return number end
  return takeRested(combination)
end
for _, rung in ipairs(rungs(false, session, isGuarded, held >= cap)) do
  local link = rung.keyedBy == RUNG.bucket and linkFor(rung.keyedBy, combinationOf(rung), rung.reason, forBucket)
  if link then return answer(RUNG.bucket, rung.reason, link) end
end
return withoutLink()
