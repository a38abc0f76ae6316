// Managed identities of Azure: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/
import type { Platform } from './platform.ts';

/** The resource that a managed identity asks for a token for. */
export const azureAudience = 'api://AzureADTokenExchange';

/** The same resource in tokens of version 2.0: its application id, which is the same in every tenant. */
export const azureAudienceId = 'fb60f99c-7a34-4190-8149-302f77469936';

const guid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const form = new RegExp(`^(${guid})/(${guid})$`, 'i');

const versionTwo = new RegExp(`^https://login\\.microsoftonline\\.com/(${guid})/v2\\.0$`);
const versionOne = new RegExp(`^https://sts\\.windows\\.net/(${guid})/$`);

export const azure: Platform = {
  name: 'azure',
  form: 'tenant/object',
  help: 'a managed identity of Azure',
  notes: [
    'TENANT/OBJECT, shown by: az identity show --ids ID --query "[tenantId, principalId]". It is registered for tokens of',
    'both versions, since Azure chooses the version.',
  ],
  identitiesOf(text) {
    const [, tenant, subject] = (form.exec(text) ?? []).map((id) => id.toLowerCase());
    if (tenant === undefined || subject === undefined) {
      return {
        problem: `${text} is not a managed identity. Write TENANT/OBJECT, two ids as az identity show prints them: tenantId and principalId, not clientId`,
      };
    }
    // Which version a token has is up to the resource, and Microsoft may change it.
    return [
      {
        name: `${subject}-v2`,
        issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
        subject,
        audiences: [azureAudienceId, azureAudience],
      },
      { name: `${subject}-v1`, issuer: `https://sts.windows.net/${tenant}/`, subject, audiences: [azureAudience] },
    ];
  },
  describe({ issuer, subject }) {
    const [, two] = versionTwo.exec(issuer) ?? [];
    const [, one] = versionOne.exec(issuer) ?? [];
    const tenant = two ?? one;
    if (tenant === undefined || !new RegExp(`^${guid}$`).test(subject)) return undefined;
    return `the managed identity ${subject} of the tenant ${tenant}, with a token of version ${two === undefined ? '1.0' : '2.0'}`;
  },
};
