-- @include "clock"
-- @include "pool"

-- A number's record keeps this many links before its last one.
local MAX_BEFORE = 8

-- Returns a link as text: id, endpoint, start and last sign of life.
local function linkText(link, endpoint)
  return link.id .. ' ' .. endpoint .. ' ' .. text(link.began) .. ' ' .. text(link.seen) .. ';'
end

-- Returns those of the links, at most `limit`, whose last sign of life came at `since` or later. The latest comes first.
local function linksSince(links, since, limit)
  local found = {}
  for link, seen in string.gmatch(links, '(%S+ %S+ %d+ (%d+);)') do
    if #found == limit or tonumber(seen) < since then break end
    found[#found + 1] = link
  end
  return table.concat(found)
end

-- Returns true when one of the links was for another endpoint.
local function areForOthers(links, endpoint)
  for other in string.gmatch(links, '%S+ (%S+) %d+ %d+;') do
    if other ~= endpoint then return true end
  end
  return false
end

-- Saves the number's last link among those before its next one, and drops the links from before `since`.
local function keepLink(pool, last, since)
  local key = numberKey(pool, last.number)
  local _, endpoint = partsOf(last.combination)
  local links = linkText(last, endpoint) .. (redis.call('HGET', key, 'before') or '')
  redis.call('HSET', key, 'before', linksSince(links, since, MAX_BEFORE))
end
