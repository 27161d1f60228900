-- Keeps a secret when there is none, and returns the one that is kept.
-- KEYS  secret
-- ARGV  proposal
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
