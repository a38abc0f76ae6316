-- Sends what the file of LOAD describes, and checks each answer. A thread has one connection and follows its own chain of tokens.
local load = dofile(os.getenv('LOAD'))
local threads = {}
local sent = 0

unexpected = 0
example = ''
exhausted = 0

function setup(thread)
  table.insert(threads, thread)
  thread:set('number', #threads)
end

local fixed

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
  if fixed then return fixed end
  sent = sent + 1
  if not load.chain then
    token = own[sent]
    -- More than was prepared: the run must fail rather than send something else.
    if token == nil then exhausted = exhausted + 1; token = 'exhausted' end
  end
  return text(load.body:gsub('TOKEN', token, 1))
end

function response(status, _, body)
  if status ~= load.status or not body:find(load.mark, 1, true) then
    unexpected = unexpected + 1
    if example == '' then example = status .. ' ' .. body:sub(1, 300) end
  elseif load.chain then
    token = body:match('"refresh_token":"([^"]+)"')
  end
end

local function quoted(value)
  return '"' .. value:gsub('[%c"\\]', ' ') .. '"'
end

function done(summary, latency)
  local wrong, first, missing = 0, '', 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get('unexpected')
    missing = missing + thread:get('exhausted')
    if first == '' then first = thread:get('example') end
  end
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '\nresult {"requests":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d,"unexpected":%d,"broken":%d,"exhausted":%d,"example":%s}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong, broken, missing, quoted(first)))
end
