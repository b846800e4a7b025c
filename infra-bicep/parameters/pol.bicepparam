// A stamp for organisations whose Microsoft 365 data are in Poland. The README says what the variables are.
using '../main.bicep'

param geography = 'POL'
param location = 'polandcentral'
param stampDomain = 'pol.${readEnvironmentVariable('STAMP_PARENT_DOMAIN')}'
param size = readEnvironmentVariable('STAMP_SIZE', 'S')
param gatewayImageTag = readEnvironmentVariable('STAMP_IMAGE_TAG')
param sshPublicKey = readEnvironmentVariable('STAMP_SSH_PUBLIC_KEY')
param alertReceivers = split(readEnvironmentVariable('STAMP_ALERT_RECEIVERS'), ',')
