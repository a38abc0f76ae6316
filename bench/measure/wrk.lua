-- Sends what the file of LOAD describes, and checks each answer. A thread has one connection and follows its own chain of tokens.
local load = dofile(os.getenv('LOAD'))
local threads = {}
local answered = 0

local ffi = require('ffi')
ffi.cdef('typedef struct { long seconds, microseconds; } timeval; int gettimeofday(timeval *, void *);')
local clock = ffi.new('timeval')

local function now()
  ffi.C.gettimeofday(clock, nil)
  return tonumber(clock.seconds) * 1000000 + tonumber(clock.microseconds)
end

unexpected = 0
example = ''
began = 0
ended = 0

function setup(thread)
  table.insert(threads, thread)
  thread:set('number', #threads)
end

local fixed
local statuses = {}
for _, status in ipairs(load.statuses) do statuses[status] = true end

local function text(body)
  return wrk.format(load.method, load.path, load.headers, body)
end

function init()
  load.headers.host = wrk.host .. ':' .. wrk.port
  own = load.tokens and load.tokens[number]
  token = own and own[1]
  fixed = load.tokens == nil and text(load.body)
end

function request()
  if answered == 0 then began = now() end
  if fixed then return fixed end
  if not load.chain then
    token = own[answered + 1] or own[#own]
  end
  return text(load.body:gsub('TOKEN', token, 1))
end

function response(status, _, body)
  ended = now()
  answered = answered + 1
  if not statuses[status] or not body:find(load.mark, 1, true) then
    unexpected = unexpected + 1
    if example == '' then example = status .. ' ' .. body:sub(1, 300) end
  elseif load.chain then
    token = body:match('"refresh_token":"([^"]+)"')
  end
  -- It has sent everything that was prepared for it.
  if own and not load.chain and answered == #own then wrk.thread:stop() end
end

local function quoted(value)
  return '"' .. value:gsub('[%c"\\]', ' ') .. '"'
end

function done(summary, latency)
  local wrong, first = 0, ''
  local from, to = math.huge, 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get('unexpected')
    from = math.min(from, thread:get('began'))
    to = math.max(to, thread:get('ended'))
    if first == '' then first = thread:get('example') end
  end
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '\nresult {"requests":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d,"unexpected":%d,"broken":%d,"example":%s}\n',
    summary.requests, to - from, latency:percentile(50), latency:percentile(99), wrong, broken, quoted(first)))
end
