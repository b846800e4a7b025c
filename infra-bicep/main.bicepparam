// For azd, which wants the parameters beside main.bicep; azd gives AZURE_ENV_NAME and AZURE_LOCATION. Everything else
// takes the file of its geography in parameters/.
using 'main.bicep'

param geography = readEnvironmentVariable('STAMP_GEOGRAPHY')
param location = readEnvironmentVariable('AZURE_LOCATION')
param stampName = readEnvironmentVariable('AZURE_ENV_NAME')
param stampDomain = '${readEnvironmentVariable('AZURE_ENV_NAME')}.${readEnvironmentVariable('STAMP_PARENT_DOMAIN')}'
param size = readEnvironmentVariable('STAMP_SIZE', 'S')
param gatewayImageTag = readEnvironmentVariable('STAMP_IMAGE_TAG')
param sshPublicKey = readEnvironmentVariable('STAMP_SSH_PUBLIC_KEY')
param alertReceivers = split(readEnvironmentVariable('STAMP_ALERT_RECEIVERS'), ',')
