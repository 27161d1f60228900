-- Claims a name for a user on a node. Returns the number of the claim, which grows with each; "0" when somebody else has the
-- name; "-1" when another node has the user and may keep it.
-- KEYS  names (hash: look-alike key -> user), users (hash: user -> lease), nodes, claims (how many there were)
-- ARGV  node, user, name, PUBLISH or SPUBLISH, the channel of a node without its id, "1" to take the user over, then the
--       keys of the name
-- A lease is "node\nname\nkey\nkey".
local names, users, nodes = KEYS[1], KEYS[2], KEYS[3]
local node, user, name = ARGV[1], ARGV[2], ARGV[3]
local lease = redis.call('HGET', users, user)
redis.call('HSETNX', nodes, node, '0')
local holder = lease and string.match(lease, '^[^\n]*')
if holder and holder ~= node and ARGV[6] ~= '1' then
  return '-1'
end
for i = 7, #ARGV do
  local owner = redis.call('HGET', names, ARGV[i])
  if owner and owner ~= user then
    local other = redis.call('HGET', users, owner)
    if other and redis.call('HEXISTS', nodes, string.match(other, '^[^\n]*')) == 1 then
      return '0'
    end
  end
end
if lease then
  local part = 0
  for key in string.gmatch(lease, '[^\n]+') do
    part = part + 1
    if part > 2 and redis.call('HGET', names, key) == user then
      redis.call('HDEL', names, key)
    end
  end
end
local fresh = { node, name }
for i = 7, #ARGV do
  redis.call('HSET', names, ARGV[i], user)
  fresh[#fresh + 1] = ARGV[i]
end
redis.call('HSET', users, user, table.concat(fresh, '\n'))
local number = string.format('%.0f', redis.call('INCR', KEYS[4]))
if holder and holder ~= node then
  redis.call(ARGV[4], ARGV[5] .. holder, '1:T' .. #user .. ':' .. user .. #number .. ':' .. number)
end
return number
