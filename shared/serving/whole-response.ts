import functions from '@azure/functions';

export interface WholeAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly cookies: functions.Cookie[];
  readonly body: string | undefined;
}

const utf8 = new TextEncoder();

/**
 * A response whose body is there as a whole. The library makes a stream of every other body and reads that again, which
 * costs as much as all else that it does with an answer. Not for its streams (`enableHttpStream`), which read `body`.
 */
export class WholeResponse extends functions.HttpResponse {
  readonly answer: WholeAnswer;

  constructor(answer: WholeAnswer) {
    const { status, headers, cookies } = answer;
    super({ status, headers, cookies });
    this.answer = answer;
  }

  override readonly arrayBuffer = async (): Promise<ArrayBuffer> => utf8.encode(this.answer.body).buffer;
}
