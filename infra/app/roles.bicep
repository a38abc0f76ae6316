// The built-in roles that are assigned, by the names that Azure gives them.

@export()
var roles = {
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
  'Key Vault Secrets Officer': 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
}

@export()
@description('Who gets a role. Without principalType Azure looks it up: a person or a pipeline deploys.')
type grant = {
  principalId: string
  role: string
  principalType: 'ServicePrincipal'?
}

@export()
@description('What reaches a resource: with isPrivate only its private endpoint, and the addresses (CIDR) of operators.')
type networkAccess = {
  isPrivate: bool
  operatorAddresses: string[]
}
