-- Returns true when there is a link that has not ended and whose hold has not run out.
local function isLive(link, now) return link and link.ended == 0 and link.ends > now end
