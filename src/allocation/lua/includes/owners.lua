-- @include "pool"
--[[
  Of the policy `affinity`: which bucket owns a number. A number without an owner is of its country's common group. The hash
  <pool>:groups:<country> has, with a bucket's combination in place of <bucket>:

    quota|<bucket>    how many numbers the bucket should own, by the last plan
    owned|<bucket>    how many numbers it owns
    arrived|<bucket>  its sessions since the last plan
    mean|<bucket>     its sessions on average, for the plan
    intent|<intent>   how many times as often as the mean sessions of that intent call
    size              the country's numbers at the last plan
    planned           the time of the last plan
]]
local function groupsKey(pool, country) return pool .. ':groups:' .. country end
local function surplusKey(pool, country) return pool .. ':surplus:' .. country end

-- Takes a withdrawn number from its owner. A number that comes back starts in the common group.
local function disown(pool, number, country, owner)
  if not owner then return end
  redis.call('HDEL', numberKey(pool, number), 'owner')
  if owner ~= '' then redis.call('HINCRBY', groupsKey(pool, country), 'owned|' .. owner, '-1') end
end
