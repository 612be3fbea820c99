-- @include "asking"
-- @include "brought"

-- Notes that the network has brought the bucket. Returns true when others have brought it too.
local isBrought
local function noteBrought()
  if isBrought == nil then
    isBrought = not isGuarded or isBroughtByOthers(pool, ARGV.bucketCombination, network, now)
  end
  return isBrought
end

-- Returns true when the network may start a link. In a pool whose numbers are scarce, a bucket that no other network
-- has brought leaves them to the others.
local function mayStart(keyedBy, combination)
  if not isGuarded or combination == ARGV.sharedCombination then return true end
  if held >= cap then return false end
  return keyedBy == RUNG.session or noteBrought() or not isScarce(pool, size, country)
end

-- Ends the link of the largest holder for this page and returns its number. Returns nil when no network holds more. For
-- the shared bucket any link gives way: all others then have its number.
local function makeWay(combination)
  if not isGuarded then return nil end
  local isForAll = combination == ARGV.sharedCombination and overflow == '' and size >= MIN_CAP
  local way = findWay(pool, country, network, isForAll and 1 or held + WAY_LINKS)
  if not way then return nil end
  endLink(pool, ledger, readLink(pool, way), now, CAUSE.displaced)
  return popFree(pool, country)
end

-- Takes the longest-rested number, of the area if there is one. Returns the number and the zone that it is taken from.
local function takeRested(combination)
  local number = area ~= '' and popFree(pool, area)
  if number then return number, area end
  number = popFree(pool, country)
  if not number and sweep(pool, ledger, now, LAST_SWEEP) > 0 then number = popFree(pool, country) end
  return number or makeWay(combination), country
end

-- Returns the combination's link: its live one, or a new one on its last number or on the number that `take` selects.
-- `leaves` returns true when the session leaves the free numbers to buckets.
local function linkFor(keyedBy, combination, reason, take, leaves)
  local last = lastNumber(keyedBy, combination)
  local former = last and readLink(pool, last)
  if former and former.ended == 0 then
    if former.ends <= now then
      endLink(pool, ledger, former, former.ends, CAUSE.expired)
    elseif isLinkOf(former, combination) then
      return join(former)
    end
  end
  if not mayStart(keyedBy, combination) then return nil end
  if leaves and leaves() then return nil end
  if former and former.country == country and redis.call('ZSCORE', freeKey(pool, country), last) then
    return startLink(last, keyedBy, combination, reason)
  end
  local number, popped = take(combination)
  return number and startLink(number, keyedBy, combination, reason, popped)
end

-- Returns the combination of a rung. The shared bucket's is that of the bucket without values.
local function combinationOf(rung)
  if rung.keyedBy == RUNG.session then return ARGV.sessionCombination end
  return rung.reason == REASON.shared_bucket and ARGV.sharedCombination or ARGV.bucketCombination
end
