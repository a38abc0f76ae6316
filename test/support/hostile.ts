// Random input of callers: values for fast-check, and checks common to all responses.
// LONG=1 tries more. A failure reports its seed and path: hand them to fc.assert to see it again.
import { Agent } from 'node:http';
import fc from 'fast-check';
import { expect } from 'vitest';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import { anyCharacter } from './any-character.ts';
import { type Exchange, type Exchanged, exchange } from './exchange.ts';
import { expectRefusal, expectTokens } from './request.ts';
import type { TestServer } from './server.ts';

const numRuns = process.env.LONG ? 3_000 : 150;

/** Sends requests one after another on one connection, which lives on. Each answer is tokens or a refusal, and nothing else. */
export async function checkAnswers<T>(
  server: TestServer,
  values: fc.Arbitrary<T>,
  requestOf: (value: T) => Exchange,
  expectAnswer: (answer: Exchanged) => void = expectTokensOrRefusal,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const connections = new Set<number | undefined>();
  const property = fc.asyncProperty(values, async (value) => {
    const answer = await exchange(server, { agent, ...requestOf(value) });
    expectAnswer(answer);
    connections.add(answer.clientPort);
    expect(connections.size, 'connections used').toBe(1);
  });
  try {
    await fc.assert(property, { numRuns });
  } finally {
    agent.destroy();
  }
}

/** Whole, whichever it is: of the row that its number names, or of the scope that it says. A fault of the service is neither. */
function expectTokensOrRefusal(answer: Exchanged): void {
  const row = errorNames.find((name) => catalogue[name].number === answer.json?.error_codes?.[0]);
  if (answer.status === 200) expectTokens(answer, answer.json.scope);
  else if (row && answer.status < 500) expectRefusal(answer, row, '');
  else expect.fail(`${answer.status} ${answer.text}`);
}

/** Of every plane, with control characters, quotes and halves of surrogate pairs. */
export const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 200 }),
  fc.string({ unit: 'binary-ascii', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 }).map((units) => String.fromCharCode(...units)),
);

/** RFC 9110 §5.5: what the value of a header line may be made of. */
export const headerValue = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.constant(0x09), fc.integer({ min: 0x80, max: 0xff })), {
    maxLength: 200,
  })
  .map((bytes) => String.fromCharCode(...bytes));

/** Characters that node:http allows in the request line. */
export const query = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { maxLength: 200 })
  .map((bytes) => String.fromCharCode(...bytes));
