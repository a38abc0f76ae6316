// Where the rows of the table store are, and how the service proves to it who it is.

/** The table service: Azure Storage, Cosmos DB or Azurite. */
export type TableStorage = { readonly connectionString: string } | IdentityConnection;

export interface IdentityConnection {
  /** An https URL. */
  readonly tableServiceUri: string;
  /** The managed identity of the app alone, where it is said; else DefaultAzureCredential, which finds one too. */
  readonly credential?: 'managedidentity';
  /** Of a user-assigned identity. Without it the system-assigned one; with DefaultAzureCredential, that of AZURE_CLIENT_ID. */
  readonly clientId?: string;
}
