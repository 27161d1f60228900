-- Reads messages of a room, oldest first: the epoch, the first seq that is kept, how many messages follow, the messages.
-- KEYS  meta, log, texts
-- ARGV  the first seq wanted, how many at most
local epoch_and_first = redis.call('HMGET', KEYS[1], 'epoch', 'first')
local first = tonumber(epoch_and_first[2] or 1)
local from = math.max(first, tonumber(ARGV[1]))
local out = {}
local function tell(text)
  out[#out + 1] = #text .. ':' .. text
end
local function digits(n)
  return string.format('%.0f', n)
end
tell(epoch_and_first[1] or '')
tell(digits(first))
local entries = redis.call('XRANGE', KEYS[2], digits(from), digits(from + tonumber(ARGV[2]) - 1))
tell(digits(#entries))
if #entries > 0 then
  local wanted = {}
  for i = 1, #entries do
    wanted[i] = string.match(entries[i][1], '^%d+')
  end
  local said = redis.call('HMGET', KEYS[3], unpack(wanted))
  for i = 1, #entries do
    local f = entries[i][2]
    tell(wanted[i])
    tell(f[2])
    tell(f[4])
    tell(f[6])
    tell(said[i] or '')
    tell(f[8])
    tell(f[10])
  end
end
return table.concat(out)
