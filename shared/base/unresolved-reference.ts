// App Service gives the app the text of a Key Vault or App Configuration reference that it cannot resolve.

const reference = /^[^\w@]*@Microsoft\.(KeyVault|AppConfiguration)\b/i;

/** The problem of a setting that is an unresolved reference, without its text; undefined for any other value. */
export function unresolvedReference(name: string, value: string): string | undefined {
  const [, kind] = reference.exec(value) ?? [];
  if (kind === undefined) return undefined;
  const isOfVault = kind.toLowerCase() === 'keyvault';
  const [what, lookAt] = isOfVault
    ? [
        'Key Vault',
        "the app's identity (keyVaultReferenceIdentity for a user-assigned one), its role Key Vault Secrets User, the firewall of the vault, and the name of the secret",
      ]
    : ['App Configuration', "the app's identity, its role App Configuration Data Reader, and the name of the key"];
  const flaws = [...formProblems(value), ...(isOfVault ? vaultProblems(value) : [])];
  return `${name} is ${isOfVault ? 'a' : 'an'} ${what} reference that was not resolved${flaws.map((flaw) => ` (${flaw})`).join('')}: check ${lookAt}`;
}

function formProblems(value: string): readonly string[] {
  const text = value.trim();
  return [
    ...(text.startsWith('@') ? [] : ['it does not begin with the @']),
    ...(text.includes('(') ? [] : ['its ( is missing']),
    ...(/\)\W*$/.test(text)
      ? []
      : ['its ) is missing: PowerShell takes it away unless the whole setting is in quotes']),
  ];
}

function vaultProblems(value: string): readonly string[] {
  const has = (member: string) => new RegExp(`[(;\\s]${member}\\s*=\\s*[^\\s;)]`, 'i').test(value);
  if (has('SecretUri') || (has('VaultName') && has('SecretName'))) return [];
  return ['it has neither SecretUri nor VaultName and SecretName'];
}
