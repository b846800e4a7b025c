metadata description = 'The types that the modules share.'

@export()
@description('Tags that every resource of the stamp carries.')
type tagsType = {
  @description('Required. The product.')
  product: string

  @description('Required. The stamp.')
  stamp: string

  @description('Optional. Further tags of the organisation.')
  *: string
}

@export()
@description('How much mail the stamp is built for; the README tells the sizes apart.')
type sizeType = 'S' | 'M' | 'L'

@export()
@description('What the function app runs on; the README tells the plans apart.')
type planType = 'FlexConsumption' | 'ElasticPremium' | 'Dedicated'

@export()
@description('What one size means.')
type capacityType = {
  @description('Required. Size of a gateway machine.')
  machineSize: string

  @description('Required. How many gateway machines there are.')
  machines: int

  @description('Required. Instances of SignMail that are always warm.')
  warmSigners: int

  @description('Required. Instances for HTTP and timers that are always warm.')
  warmHttp: int

  @description('Required. The most instances of the function app.')
  functionInstances: int

  @description('Required. Memory of a function instance in MB.')
  functionMemory: 2048 | 4096

  @description('Required. Size of a function instance on Elastic Premium.')
  premiumSize: 'EP1' | 'EP2' | 'EP3'

  @description('Required. Size of a function instance on a dedicated plan.')
  dedicatedSize: string
}

@export()
@description('An identity of the stamp.')
type identityType = {
  @description('Required. Resource id, for attaching it.')
  id: string

  @description('Required. Client id, for asking for tokens.')
  clientId: string

  @description('Required. Object id, for giving it roles.')
  principalId: string
}
