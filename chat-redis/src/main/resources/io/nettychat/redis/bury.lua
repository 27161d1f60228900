-- Gives up what is left of nodes that are dead, some users at a time. Returns where to go on, "0" at the end.
-- KEYS  names, users, alive
-- ARGV  where to go on
local page = redis.call('HSCAN', KEYS[2], ARGV[1], 'COUNT', 500)
local found = page[2]
for i = 1, #found, 2 do
  local user, lease = found[i], found[i + 1]
  if redis.call('HEXISTS', KEYS[3], string.match(lease, '^[^\n]*')) == 0 then
    local part = 0
    for key in string.gmatch(lease, '[^\n]+') do
      part = part + 1
      if part > 2 and redis.call('HGET', KEYS[1], key) == user then
        redis.call('HDEL', KEYS[1], key)
      end
    end
    redis.call('HDEL', KEYS[2], user)
  end
end
return page[1]
