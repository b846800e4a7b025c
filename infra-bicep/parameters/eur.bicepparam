// A stamp for organisations whose Microsoft 365 data are in the European Union. The README says what the variables are.
using '../main.bicep'

param geography = 'EUR'
// northeurope is the other region beside this geography's data.
param location = 'westeurope'
param stampDomain = 'eur.${readEnvironmentVariable('STAMP_PARENT_DOMAIN')}'
param size = readEnvironmentVariable('STAMP_SIZE', 'S')
param gatewayImageTag = readEnvironmentVariable('STAMP_IMAGE_TAG')
param sshPublicKey = readEnvironmentVariable('STAMP_SSH_PUBLIC_KEY')
param alertReceivers = split(readEnvironmentVariable('STAMP_ALERT_RECEIVERS'), ',')
