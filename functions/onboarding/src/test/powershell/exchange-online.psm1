# The cmdlets of Exchange Online that the connect script calls, with the parameters that their reference pages have and the script
# may give, over a memory of objects. It answers as Exchange does where that has been told in public, good or bad: Set-Knob says how.
Set-StrictMode -Version 2

$rule = 'Name Priority Mode RuleErrorAction SenderAddressLocation StopRuleProcessing MessageTypeMatches FromScope FromMemberOf ' +
    'SentToScope HeaderContainsMessageHeader HeaderContainsWords ExceptIfHeaderContainsMessageHeader ExceptIfHeaderContainsWords ' +
    'ExceptIfHeaderMatchesMessageHeader ExceptIfHeaderMatchesPatterns ExceptIfMessageSizeOver ExceptIfFromScope ' +
    'ExceptIfFromAddressMatchesPatterns ExceptIfMessageTypeMatches RouteMessageOutboundConnector SetHeaderName SetHeaderValue'
$outbound = 'Name ConnectorType UseMXRecord SmartHosts TlsSettings TlsDomain IsTransportRuleScoped RouteAllMessagesViaOnPremises ' +
    'CloudServicesMailEnabled TestMode Enabled Comment'
$inbound = 'Name ConnectorType SenderDomains RequireTls TlsSenderCertificateName CloudServicesMailEnabled Enabled Comment'
$properties = @{
    TransportRule = -split $rule
    OutboundConnector = -split $outbound
    InboundConnector = -split $inbound
    RemoteDomain = 'Name', 'DomainName', 'TNEFEnabled'
}
$parameters = @{
    'Get-OrganizationConfig' = ''
    'Enable-OrganizationCustomization' = ''
    'Get-AcceptedDomain' = 'Identity ResultSize'
    'Get-Recipient' = 'Identity ResultSize RecipientTypeDetails'
    'Get-JournalRule' = 'Identity'
    'Get-BlockedConnector' = 'ConnectorId'
    'Get-OutboundConnector' = 'Identity IncludeTestModeConnectors IsTransportRuleScoped ResultSize'
    'New-OutboundConnector' = $outbound
    'Set-OutboundConnector' = "Identity $outbound"
    'Remove-OutboundConnector' = 'Identity'
    'Get-InboundConnector' = 'Identity ResultSize'
    'New-InboundConnector' = $inbound
    'Set-InboundConnector' = "Identity $inbound"
    'Remove-InboundConnector' = 'Identity'
    'Get-TransportRule' = 'Identity State ResultSize'
    'New-TransportRule' = "$rule Enabled"
    'Set-TransportRule' = "Identity $rule"
    'Enable-TransportRule' = 'Identity Mode'
    'Disable-TransportRule' = 'Identity'
    'Remove-TransportRule' = 'Identity'
    'Get-RemoteDomain' = 'Identity ResultSize'
    'New-RemoteDomain' = 'Name DomainName'
    'Set-RemoteDomain' = 'Identity Name TNEFEnabled'
    'Remove-RemoteDomain' = 'Identity'
}

# Knobs: Lag seconds by noun; DisabledInbound '', 'Error' or 'Warning'; Blocked names; ListAsDocumented; Recipients;
# FlagStays reads for which the organisation is still shown as dehydrated; FirstCustomizationFails; RefusedFor seconds after the
# customisation; Failures by cmdlet: texts for its next calls, with + before the text if the call is carried out all the same.
function Reset-Exchange {
    param([string[]] $Domains = @('contoso.com', 'contoso.onmicrosoft.com'), [string] $Tenant = '', [switch] $Dehydrated)
    $script:clock = 0
    $script:slept = 0
    $script:calls = @()
    $script:domains = $Domains
    $script:tenant = $Tenant
    $script:dehydrated = [bool] $Dehydrated
    $script:customizedAt = -1
    $script:knobs = @{
        Lag = @{}; DisabledInbound = ''; Blocked = @(); ListAsDocumented = $false; Recipients = @()
        FlagStays = 0; FirstCustomizationFails = $false; RefusedFor = 0; Failures = @{}
    }
    $script:store = @{ OutboundConnector = @(); InboundConnector = @(); TransportRule = @(); RemoteDomain = @() }
    $script:written = @{ OutboundConnector = @(); InboundConnector = @(); TransportRule = @(); RemoteDomain = @() }
    Add-ExchangeObject 'RemoteDomain' @{ Name = 'Default'; DomainName = '*' }
}
function Set-Knob([string] $name, $value) { $script:knobs[$name] = $value }
function Get-Calls { $script:calls }
function Clear-Calls { $script:calls = @() }
function Get-Slept { $script:slept }
function Get-Snapshot {
    ($script:store.Keys | Sort-Object | ForEach-Object { "$_ " + (ConvertTo-Json -InputObject @($script:store[$_]) -Depth 5) }) -join "`n"
}
function Get-Objects([string] $noun) { $script:store[$noun] }

# Takes the place of the cmdlet: no test waits.
function Start-Sleep { param([double] $Seconds) $script:clock += $Seconds; $script:slept += $Seconds }

function Copy-Object($object) {
    $copy = [ordered]@{}
    foreach ($property in $object.PSObject.Properties) { $copy[$property.Name] = $property.Value }
    [pscustomobject] $copy
}
# What was written is shown, and found by its name, when the lag is over.
function Get-Shown($noun) {
    $lag = if ($script:knobs.Lag.ContainsKey($noun)) { $script:knobs.Lag[$noun] } else { 0 }
    $shown = $null
    foreach ($version in $script:written[$noun]) { if ($version.At + $lag -le $script:clock) { $shown = $version.Objects } }
    if ($null -eq $shown) { return @() }
    @($shown | ForEach-Object { Copy-Object $_ })
}
function Save-Version($noun) {
    if ($noun -eq 'TransportRule') { $place = 0; foreach ($one in $script:store[$noun]) { $one.Priority = $place; $place++ } }
    $script:written[$noun] += @{ At = $script:clock; Objects = @($script:store[$noun] | ForEach-Object { Copy-Object $_ }) }
}
function Find-One($objects, $identity) {
    @($objects | Where-Object { $null -ne $_ } | Where-Object { "$($_.Name)" -eq "$identity" -or "$($_.Guid)" -eq "$identity" }) | Select-Object -First 1
}
# As Exchange shows it: sizes in two ways, address spaces with type and cost.
function Format-Value($noun, $name, $value) {
    if ($name -like '*MessageSizeOver' -and "$value" -match '^(\d+)KB$') {
        $octets = [long] $Matches[1] * 1024
        return [string]::Format([cultureinfo]::InvariantCulture, '{0:0.##} MB ({1:N0} bytes)', $octets / 1048576, $octets)
    }
    if ($noun -eq 'InboundConnector' -and $name -eq 'SenderDomains') { return , [string[]] @($value | ForEach-Object { "smtp:$_;1" }) }
    if ($value -is [array]) { return , [string[]] $value }
    $value
}
# Objects as they would be created, past all checks.
function Add-ExchangeObject([string] $noun, [hashtable[]] $all) {
    foreach ($values in $all) { Add-One $noun $values }
    Save-Version $noun
}
function Add-One($noun, $values) {
    $object = [ordered]@{ Guid = [guid]::NewGuid() }
    foreach ($name in $properties[$noun]) { $object[$name] = $null }
    if ($noun -eq 'OutboundConnector') { $object.IsTransportRuleScoped = $false; $object.TestMode = $false }
    if ($noun -like '*Connector') { $object.Enabled = $true }
    if ($noun -eq 'TransportRule') { $object.State = 'Enabled' }
    foreach ($name in $values.Keys) {
        if ($noun -eq 'TransportRule' -and $name -eq 'Enabled') { if (-not $values.Enabled) { $object.State = 'Disabled' } }
        else { $object[$name] = Format-Value $noun $name $values[$name] }
    }
    $all = @($script:store[$noun])
    $place = if ($noun -eq 'TransportRule' -and $values.Keys -contains 'Priority') { $values.Priority } else { $all.Count }
    $script:store[$noun] = @($all | Select-Object -First $place) + [pscustomobject] $object + @($all | Select-Object -Skip $place)
}
# Changes an object as somebody else would.
function Edit-ExchangeObject([string] $noun, [string] $name, $values) {
    $one = Find-One $script:store[$noun] $name
    foreach ($key in $values.Keys) { $one.$key = Format-Value $noun $key $values[$key] }
    Save-Version $noun
}

function Get-Answer($cmdlet, $noun, $given) {
    switch ($noun) {
        'OrganizationConfig' {
            $isShown = $script:dehydrated -or $script:knobs.FlagStays -gt 0
            if (-not $script:dehydrated -and $isShown) { $script:knobs.FlagStays-- }
            $config = [ordered]@{ Name = "$($script:domains[0])"; DisplayName = "The $($script:domains[0]) company"; IsDehydrated = $isShown }
            if ($script:tenant) { $config.ExternalDirectoryOrganizationId = $script:tenant }
            return [pscustomobject] $config
        }
        'AcceptedDomain' { return $script:domains | ForEach-Object { [pscustomobject]@{ DomainName = $_; MatchSubDomains = $false } } }
        'JournalRule' { return }
        'BlockedConnector' {
            return $script:store.InboundConnector | Where-Object { $script:knobs.Blocked -contains $_.Name } |
                ForEach-Object { [pscustomobject]@{ ConnectorId = $_.Guid; ConnectorName = $_.Name } }
        }
        'Recipient' {
            $found = @($script:knobs.Recipients | Where-Object { $_.Addresses -contains $given.Identity })
            if ($found.Count -eq 0) { throw "The operation couldn't be performed because object '$($given.Identity)' couldn't be found." }
            return $found | ForEach-Object { [pscustomobject]@{ RecipientTypeDetails = $_.Kind; PrimarySmtpAddress = $_.Addresses[0] } }
        }
    }
    $all = @(Get-Shown $noun)
    if ($given.ContainsKey('Identity')) {
        $one = Find-One $all $given.Identity
        if (-not $one) { throw "The operation couldn't be performed because object '$($given.Identity)' couldn't be found." }
        return $one
    }
    if ($noun -eq 'OutboundConnector' -and $script:knobs.ListAsDocumented) {
        $scoped = $given.ContainsKey('IsTransportRuleScoped') -and $given.IsTransportRuleScoped
        $tested = $given.ContainsKey('IncludeTestModeConnectors') -and $given.IncludeTestModeConnectors
        $all = @($all | Where-Object { $_.IsTransportRuleScoped -eq $scoped -and ($tested -or -not $_.TestMode) })
    }
    $all
}

function Invoke-New($noun, $given) {
    if (Find-One $script:store[$noun] $given.Name) { throw "The object `"$($given.Name)`" already exists. Please choose another name." }
    if ($noun -eq 'TransportRule') {
        if ($given.ContainsKey('Priority') -and $given.Priority -gt @(Get-Shown $noun).Count) {
            throw "The priority $($given.Priority) is outside of the acceptable range of $(@(Get-Shown $noun).Count) to 0."
        }
        if ($given.ContainsKey('RouteMessageOutboundConnector')) {
            $route = Find-One (Get-Shown 'OutboundConnector') $given.RouteMessageOutboundConnector
            if (-not $route) { throw "The connector '$($given.RouteMessageOutboundConnector)' doesn't exist." }
            if (-not $route.IsTransportRuleScoped) { throw 'The connector is not scoped to transport rules.' }
        }
        if ($script:store.TransportRule.Count -ge 300) { throw 'The number of transport rules has reached its limit.' }
    }
    Add-ExchangeObject $noun $given
    if ($noun -eq 'InboundConnector' -and $script:knobs.DisabledInbound) {
        Edit-ExchangeObject $noun $given.Name @{ Enabled = $false }
        Write-Warning 'For this service offering, you need to contact support to enable the connector.'
    }
}

function Invoke-Set($noun, $given) {
    $one = Find-One (Get-Shown $noun) $given.Identity
    if ($one) { $one = Find-One $script:store[$noun] $one.Guid }
    if (-not $one) { throw "The operation couldn't be performed because object '$($given.Identity)' couldn't be found." }
    if ($noun -eq 'InboundConnector' -and $given.ContainsKey('Enabled') -and $given.Enabled -and $script:knobs.DisabledInbound) {
        if ($script:knobs.DisabledInbound -eq 'Error') { throw 'For this service offering, you need to contact support to enable the connector.' }
        Write-Warning 'For this service offering, you need to contact support to enable the connector.'
        $given.Remove('Enabled')
    }
    foreach ($name in @($given.Keys | Where-Object { $_ -ne 'Identity' })) {
        if ($noun -eq 'OutboundConnector' -and $name -eq 'Name') {
            # A rule names the connector, whatever that is called.
            foreach ($rule in @($script:store.TransportRule | Where-Object { $_.RouteMessageOutboundConnector -eq $one.Name })) {
                $rule.RouteMessageOutboundConnector = $given.Name
            }
            Save-Version 'TransportRule'
        }
        $one.$name = Format-Value $noun $name $given[$name]
    }
    if ($noun -eq 'TransportRule' -and $given.ContainsKey('Priority')) {
        $rest = @($script:store[$noun] | Where-Object { $_.Guid -ne $one.Guid })
        $script:store[$noun] = @($rest | Select-Object -First $given.Priority) + $one + @($rest | Select-Object -Skip $given.Priority)
    }
    Save-Version $noun
}

function Invoke-Remove($noun, $given) {
    $one = Find-One (Get-Shown $noun) $given.Identity
    if (-not $one -or -not (Find-One $script:store[$noun] $one.Guid)) {
        throw "The operation couldn't be performed because object '$($given.Identity)' couldn't be found."
    }
    if ($noun -eq 'OutboundConnector' -and @(Get-Shown 'TransportRule' | Where-Object { $_.RouteMessageOutboundConnector -eq $one.Name }).Count -gt 0) {
        throw "The connector '$($one.Name)' is used by rules and cannot be removed."
    }
    $script:store[$noun] = @($script:store[$noun] | Where-Object { $_.Guid -ne $one.Guid })
    Save-Version $noun
}

function Invoke-Change($verb, $noun, $given) {
    if ($noun -eq 'OrganizationCustomization') {
        if (-not $script:dehydrated) { throw 'This operation is not required. Organization is already enabled for customization.' }
        $script:dehydrated = $false
        $script:customizedAt = $script:clock
        if ($script:knobs.FirstCustomizationFails) { throw "The operation couldn't be performed because object 'RBAC' couldn't be found." }
        return
    }
    $isRefused = $script:dehydrated -or
        ($script:customizedAt -ge 0 -and $script:clock -lt $script:customizedAt + $script:knobs.RefusedFor)
    if ($isRefused -and $verb -eq 'New') {
        throw ("The command you tried to run isn't currently allowed in your organization. To run this command, you first need to " +
            'run the command: Enable-OrganizationCustomization.')
    }
    switch ($verb) {
        'New' { Invoke-New $noun $given }
        'Set' { Invoke-Set $noun $given }
        'Remove' { Invoke-Remove $noun $given }
        'Enable' { Invoke-Set $noun @{ Identity = $given.Identity; State = 'Enabled' } }
        'Disable' { Invoke-Set $noun @{ Identity = $given.Identity; State = 'Disabled' } }
    }
}

function Invoke-Cmdlet($cmdlet, $bound) {
    $verb, $noun = $cmdlet -split '-', 2
    $given = @{}
    foreach ($name in $bound.Keys) {
        if ((-split $parameters[$cmdlet]) -contains $name) { $given[$name] = $bound[$name] }
    }
    $failure = ''
    $failures = $script:knobs.Failures
    if ($failures.ContainsKey($cmdlet) -and @($failures[$cmdlet]).Count -gt 0) {
        $failure = @($failures[$cmdlet])[0]
        $failures[$cmdlet] = @($failures[$cmdlet] | Select-Object -Skip 1)
        if (-not $failure.StartsWith('+')) { throw $failure }
    }
    if ($verb -eq 'Get') { Get-Answer $cmdlet $noun $given }
    else {
        Invoke-Change $verb $noun $given
        $name = if ($given.ContainsKey('Identity')) { $given.Identity } elseif ($given.ContainsKey('Name')) { $given.Name } else { '' }
        $script:calls += "$cmdlet $name".Trim()
    }
    if ($failure) { throw $failure.Substring(1) }
}

# Like those of the module, they report a failure without ending the script that calls them, unless it asks for that.
foreach ($cmdlet in $parameters.Keys) {
    $list = ((-split $parameters[$cmdlet]) | Where-Object { $_ } | ForEach-Object { '$' + $_ }) -join ', '
    $binding = if ($cmdlet -like 'Get-*') { '' } else { 'SupportsShouldProcess = $true' }
    . ([scriptblock]::Create(@"
function script:$cmdlet {
    [CmdletBinding($binding)] param($list)
    try { Invoke-Cmdlet '$cmdlet' `$PSBoundParameters }
    catch { `$PSCmdlet.WriteError((New-Object Management.Automation.ErrorRecord (New-Object Exception "`$_"), '$cmdlet', 'NotSpecified', `$null)) }
}
"@))
}
Reset-Exchange
Export-ModuleMember -Function (@($parameters.Keys) + 'Reset-Exchange', 'Set-Knob', 'Get-Calls', 'Clear-Calls', 'Get-Slept', 'Get-Snapshot', 'Get-Objects',
    'Start-Sleep', 'Add-ExchangeObject', 'Edit-ExchangeObject')
