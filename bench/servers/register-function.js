import { app } from '@azure/functions';
import { answerHeaders, fixedAnswer, requireClientCredentials, signedAnswer } from './signed-answer.js';

const [mode] = process.argv.slice(2);

app.http('token', {
  route: 'token',
  methods: ['POST'],
  authLevel: 'anonymous',
  async handler(request) {
    requireClientCredentials(await request.text());
    return { status: 200, headers: answerHeaders, body: mode === 'fixed' ? fixedAnswer : await signedAnswer() };
  },
});
