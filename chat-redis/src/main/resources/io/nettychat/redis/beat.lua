-- A node says that it lives, and is told who else does: "1" when it was known, then each node and its last beat.
-- KEYS  nodes (hash: node -> beat)
-- ARGV  node, beat, then nodes that are dead
local known = redis.call('HEXISTS', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
for i = 3, #ARGV do
  redis.call('HDEL', KEYS[1], ARGV[i])
end
local out = { '1:' .. known }
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all do
  out[#out + 1] = #all[i] .. ':' .. all[i]
end
return table.concat(out)
