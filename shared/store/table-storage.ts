/** How to connect to the table service: Azure Storage, Cosmos DB or Azurite. */
export type TableStorage = { readonly connectionString: string } | IdentityConnection;

export interface IdentityConnection {
  /** An https URL. */
  readonly tableServiceUri: string;
  /** Use only the managed identity of the app. Without it DefaultAzureCredential is used, which also finds a managed identity. */
  readonly credential?: 'managedidentity';
  /** A user-assigned identity. Default: the system-assigned one; with DefaultAzureCredential, that of AZURE_CLIENT_ID. */
  readonly clientId?: string;
}
