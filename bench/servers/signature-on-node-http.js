import { listenWithBody, respond } from './listen.js';
import { answerHeaders, requireClientCredentials, signedAnswer } from './signed-answer.js';

listenWithBody(async (_request, response, body) => {
  requireClientCredentials(body.toString());
  respond(response, 200, answerHeaders, await signedAnswer());
});
