import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The text of a secret, by its name or ARN. Throws the SDK's errors. */
export async function readSecret(name: string): Promise<string> {
  const client = new SecretsManagerClient({ maxAttempts: 3 });
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    if (SecretString === undefined) throw new TypeError(`the secret ${name} is not a text`);
    return SecretString;
  } finally {
    client.destroy();
  }
}
