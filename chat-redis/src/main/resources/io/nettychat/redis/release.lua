-- Gives up what users have on a node.
-- KEYS  names, users
-- ARGV  node, then users
for i = 2, #ARGV do
  local lease = redis.call('HGET', KEYS[2], ARGV[i])
  if lease and string.match(lease, '^[^\n]*') == ARGV[1] then
    local part = 0
    for key in string.gmatch(lease, '[^\n]+') do
      part = part + 1
      if part > 2 and redis.call('HGET', KEYS[1], key) == ARGV[i] then
        redis.call('HDEL', KEYS[1], key)
      end
    end
    redis.call('HDEL', KEYS[2], ARGV[i])
  end
end
return '1'
