-- One turn of a node with the log of a room: the node says how far it is and what it wants, and is told what became of
-- that and what it lacks. Everything in here happens at once: nobody sees a number without its message.
--
-- All that is built (the reply, the doorbell) is a row of fields, each "length:bytes".
--
-- KEYS  meta (hash), log (stream, an entry's id is "seq-0"), texts (hash by seq: a text can be taken away, a stream entry
--       cannot be changed), facts (hash), here (hash: node and user -> name), then one key for each draft's id
-- ARGV  read one after the other below

local meta, log, texts, facts, here = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local OVERHEAD = 100
local at = 0
local function word()
  at = at + 1
  return ARGV[at]
end
local function number()
  return tonumber(word())
end
local function digits(n)
  return string.format('%.0f', n)
end

local node, publish, channel = word(), word(), word()
local known_epoch, known_head, new_epoch = word(), number(), word()
local max_count, max_age, max_bytes = number(), number(), number()
local room_ttl, id_ttl, page = number(), number(), number()
local known_facts, known_here = word(), word()

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

-- Which life of the log is this?
local m = redis.call('HMGET', meta, 'epoch', 'seq', 'first', 'bytes', 'swept')
local epoch, seq, first = m[1], tonumber(m[2] or 0), tonumber(m[3] or 1)
local bytes, swept = tonumber(m[4] or 0), tonumber(m[5] or 0)
local changed = false
if not epoch then
  redis.call('DEL', log, texts)
  epoch, seq, first, bytes = new_epoch, 0, 1, 0
  redis.call('HSET', meta, 'epoch', epoch)
  changed = true
elseif epoch == known_epoch and seq < known_head then
  -- The node was given messages that this Redis does not know: it came back with older data.
  epoch = new_epoch
  redis.call('HSET', meta, 'epoch', epoch)
  changed = true
end
local same = epoch == known_epoch

local reply = {}
local function tell(text)
  reply[#reply + 1] = #text .. ':' .. text
end

-- What the node lacks: the messages behind its head, or the newest ones when it knows none.
local lacking = {}
local lacks = 0
do
  local from = same and math.max(first, known_head + 1) or math.max(first, seq - page + 1)
  local to = math.min(seq, from + page - 1)
  if from <= to then
    local entries = redis.call('XRANGE', log, digits(from), digits(to))
    local wanted = {}
    for i = 1, #entries do
      wanted[i] = string.match(entries[i][1], '^%d+')
    end
    local said = #wanted > 0 and redis.call('HMGET', texts, unpack(wanted)) or {}
    for i = 1, #entries do
      local f = entries[i][2]
      local parts = { wanted[i], f[2], f[4], f[6], said[i] or '', f[8], f[10] }
      for k = 1, 7 do
        lacking[#lacking + 1] = #parts[k] .. ':' .. parts[k]
      end
    end
    lacks = #entries
  end
end

local drafts, keepings, signals = number(), number(), number()
local outcomes, ring_messages, ring_facts, ring_signals = {}, {}, {}, {}
local function append(list, ...)
  for i = 1, select('#', ...) do
    local text = select(i, ...)
    list[#list + 1] = #text .. ':' .. text
  end
end
local facts_before, here_before = redis.call('HGET', facts, '') or '0', redis.call('HGET', here, '') or '0'
local first_placed, placed = seq + 1, 0

-- A node that is in another life of the log learns that first, and asks again.
if same then
  for i = 1, drafts do
    local user, name, text, id, deletes, deadline = word(), word(), word(), word(), word(), number()
    local id_key = KEYS[5 + i]
    local earlier = redis.call('GET', id_key)
    local target = tonumber(deletes)
    if earlier then
      append(outcomes, 'R', string.match(earlier, '^%d+'), string.match(earlier, '%d+$'))
    elseif now > deadline then
      append(outcomes, 'L', '0', '0')
    else
      local may = true
      if target > 0 then
        may = false
        if target >= first and target <= seq then
          local entry = redis.call('XRANGE', log, deletes, deletes)[1]
          if entry and entry[2][10] == '0' then
            may = true
            bytes = bytes - redis.call('HSTRLEN', texts, deletes)
            redis.call('HDEL', texts, deletes)
          end
        end
      end
      if may then
        seq = seq + 1
        placed = placed + 1
        local place, time = digits(seq), digits(now)
        redis.call('XADD', log, place .. '-0', 't', time, 'u', user, 'n', name, 'i', id, 'd', deletes)
        if #text > 0 then
          redis.call('HSET', texts, place, text)
        end
        bytes = bytes + #text + OVERHEAD
        redis.call('SET', id_key, place .. ' ' .. time, 'PX', digits(id_ttl))
        append(outcomes, 'P', place, time)
        append(ring_messages, time, user, name, text, id, deletes)
      else
        append(outcomes, 'N', '0', '0')
      end
    end
  end
  for _ = 1, keepings do
    local key, kept, value = word(), word(), word()
    if kept == '1' then
      redis.call('HSET', facts, key, value)
    else
      redis.call('HDEL', facts, key)
    end
    redis.call('HINCRBY', facts, '', 1)
    append(ring_facts, key, kept, value)
  end
  for _ = 1, signals do
    local kind, of, user, name = word(), word(), word(), word()
    if kind == 'H' then
      redis.call('HSET', here, of .. user, name)
      redis.call('HINCRBY', here, '', 1)
    elseif kind == 'G' then
      redis.call('HDEL', here, of .. user)
      redis.call('HINCRBY', here, '', 1)
    end
    append(ring_signals, kind, of, user, name)
  end
end

-- What is too much or too old goes.
local function drop()
  local oldest = digits(first)
  bytes = bytes - redis.call('HSTRLEN', texts, oldest) - OVERHEAD
  redis.call('HDEL', texts, oldest)
  first = first + 1
end
local first_before = first
while seq - first + 1 > max_count do
  drop()
end
while bytes > max_bytes and first < seq do
  drop()
end
if now - swept >= 1000 then
  swept = now
  for _ = 1, 1000 do
    local oldest = first <= seq and redis.call('XRANGE', log, digits(first), digits(first))[1]
    if not oldest or now - tonumber(oldest[2][2]) <= max_age then
      break
    end
    drop()
  end
end
if first > first_before then
  redis.call('XTRIM', log, 'MINID', '~', digits(first))
end
if changed or placed > 0 or first > first_before then
  redis.call(
    'HSET', meta, 'seq', digits(seq), 'first', digits(first), 'bytes', digits(bytes), 'swept', digits(swept))
end
if redis.call('PTTL', meta) < room_ttl / 2 or (placed == 1 and first_placed == first) then
  redis.call('PEXPIRE', meta, digits(room_ttl))
  redis.call('PEXPIRE', log, digits(room_ttl))
  redis.call('PEXPIRE', texts, digits(room_ttl))
end
if signals > 0 or redis.call('PTTL', here) < room_ttl / 2 then
  redis.call('PEXPIRE', here, digits(room_ttl))
end

local facts_after, here_after = facts_before, here_before
if #ring_facts > 0 then
  facts_after = redis.call('HGET', facts, '')
end
if #ring_signals > 0 then
  here_after = redis.call('HGET', here, '') or '0'
end
if placed > 0 or #ring_facts > 0 or #ring_signals > 0 then
  local ring = {}
  append(ring, node, epoch, digits(now), digits(first), digits(first_placed), digits(placed))
  ring[#ring + 1] = table.concat(ring_messages)
  append(ring, facts_before, facts_after, digits(#ring_facts / 3))
  ring[#ring + 1] = table.concat(ring_facts)
  append(ring, here_before, here_after, digits(#ring_signals / 4))
  ring[#ring + 1] = table.concat(ring_signals)
  redis.call(publish, channel, table.concat(ring))
end

append(reply, epoch, digits(now), digits(first), digits(seq))
append(reply, digits(lacks))
reply[#reply + 1] = table.concat(lacking)
append(reply, digits(#outcomes / 3))
reply[#reply + 1] = table.concat(outcomes)
local function all_of(key, before, after, known)
  append(reply, before, after)
  if known == before and same then
    append(reply, '-1')
    return
  end
  local all = redis.call('HGETALL', key)
  append(reply, digits(#all / 2))
  for i = 1, #all do
    tell(all[i])
  end
end
all_of(facts, facts_before, facts_after, known_facts)
all_of(here, here_before, here_after, known_here)
return table.concat(reply)
