// Reads a page directly from its function, without an endpoint.
import type { Answer } from '../../../shared/http/answer.ts';
import { readAnswer, type TestAnswer } from '../../support/request.ts';

export function shown({ status, headers, body }: Answer): TestAnswer {
  return readAnswer(status, new Headers(headers), body ?? '');
}
