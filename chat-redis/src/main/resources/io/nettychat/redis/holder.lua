-- Returns the lease of a user, empty when it has none.
-- KEYS  users
-- ARGV  user
return redis.call('HGET', KEYS[1], ARGV[1]) or ''
