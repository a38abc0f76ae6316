import { asWeb } from '../../local/demo-clients.ts';
import type { Action } from './actions.ts';
import { sendForm } from './exchange.ts';
import { addStep, type Grant, type Life } from './life.ts';
import { type Provider, requireEndpoint } from './provider.ts';

/** Tries an action, and asks the server afterwards whether the grant goes on. */
export async function act(action: Action, life: Life, provider: Provider): Promise<void> {
  const { grant } = life;
  if (!grant || !action.isOpen(grant, provider)) return;
  const answer = await action.send(grant, provider);
  const kept = action.keep?.(grant, answer) ?? grant;
  const current = { ...kept, isActive: await isGrantActive(kept, provider) };
  life.grant = current;
  const isRefused = answer.status !== 200 || answer.json?.active === false;
  addStep(life, { title: action.title, lesson: action.lesson(answer, current), isRefused, exchange: answer });
}

/** As the client itself may ask of its own refresh token. */
async function isGrantActive({ tokens }: Grant, { metadata }: Provider): Promise<boolean> {
  const token = tokens.refreshToken ?? tokens.accessToken;
  const { json } = await sendForm(requireEndpoint(metadata, 'introspection_endpoint'), asWeb, { token });
  return json?.active === true;
}
