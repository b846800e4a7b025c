<#
.SYNOPSIS
Connects this Microsoft 365 organisation to Afterword, or disconnects it.

.DESCRIPTION
Does the same as the page of the signature service, with your own sign-in:

    Install-Module ExchangeOnlineManagement
    Connect-ExchangeOnline
    .\connect-afterword.ps1 -WhatIf     # shows what would be done
    .\connect-afterword.ps1             # creates everything; the rule that sends mail stays disabled
    .\connect-afterword.ps1 -Enable     # switches that rule on

It may be run as often as you like: what is right already is left. How things were before is kept in
afterword-before.json beside the script, so that -Remove can bring it back. Needs the role Exchange Administrator.
This file holds the secret code of your organisation. Do not pass it on.

.PARAMETER Pilot
The address of a group; only mail of its members is signed. Without it, mail of everybody.
.PARAMETER OwnServers
Only where a connector sends all mail for the outside through servers of your own (centralized mail transport): SendOn adds a
connector and a rule that send signed mail on to them, Leave leaves its way to Exchange Online. -Enable waits for one of them.
.PARAMETER Enable
Enables the rule that sends mail to the signature service.
.PARAMETER Remove
Removes what the script created and restores what it changed.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $Pilot = {{PILOT}},
    [ValidateSet('Undecided', 'SendOn', 'Leave')] [string] $OwnServers = {{OWN_SERVERS}},
    [switch] $Enable,
    [switch] $Remove
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$prefix = {{PREFIX}}
$mainRule = {{MAIN_RULE}}
$certificateName = {{CERTIFICATE}}
$richTextOff = {{RICH_TEXT_OFF}}
$richTextInside = {{RICH_TEXT_INSIDE}}
$ownDomainPrefix = {{OWN_DOMAINS}}
$sendOnConnector = {{SEND_ON_CONNECTOR}}
$sendOnRule = {{SEND_ON_NAME}}
$memory = Join-Path $PSScriptRoot 'afterword-before.json'

# What every connected organisation has, in the order in which it is created.
$objects = @(
{{OBJECTS}}
)

foreach ($object in $objects) {
    if ($object.Name -eq $mainRule) {
        if ($Pilot) { $object.Values.FromMemberOf = @($Pilot) } else { $object.Values.FromMemberOf = $null }
    }
}

function Get-Existing($object) {
    switch ($object.Noun) {
        'OutboundConnector' { $all = @(Get-OutboundConnector) }
        'InboundConnector' { $all = @(Get-InboundConnector) }
        'TransportRule' { $all = @(Get-TransportRule -ResultSize Unlimited) }
        # There can be one for each accepted domain, and each is touched once, so they are read once.
        'RemoteDomain' { $all = $remoteDomains }
    }
    $all | Where-Object { $_.Name -eq $object.Name } | Select-Object -First 1
}

# Texts to compare: address spaces without what Exchange adds (smtp:*;1), sizes in octets, no difference of case.
function Get-Comparable($value) {
    if ($null -eq $value) { return @() }
    $texts = foreach ($item in @($value)) {
        $text = "$item".ToLowerInvariant()
        if ($text -match '\(([0-9.,\s]+) bytes\)') { $text = $Matches[1] -replace '[^0-9]', '' }
        elseif ($text -match '^([0-9]+)kb$') { $text = "$([long]$Matches[1] * 1024)" }
        elseif ($text -match '^smtp:(.*);[0-9]+$') { $text = $Matches[1] }
        if ($text -ne '') { $text }
    }
    @($texts | Sort-Object)
}

function Test-Same($is, $shouldBe) {
    ((Get-Comparable $is) -join "`n") -eq ((Get-Comparable $shouldBe) -join "`n")
}

function Get-Property($object, $name) {
    if ($object.PSObject.Properties[$name]) { $object.$name } else { $null }
}

# Calls a cmdlet and says so; with -WhatIf it only says so. The code of the organisation is not shown.
function Invoke-Step($cmdlet, $parameters) {
    $shown = foreach ($name in $parameters.Keys) {
        $value = $parameters[$name]
        if ($name -eq 'SmartHosts' -or ($name -eq 'SetHeaderValue' -and $value -ne 'true')) { $value = '(secret)' }
        "-$name $($value -join ', ')"
    }
    if ($script:PSCmdlet.ShouldProcess("$cmdlet $($shown -join ' ')", 'Run')) {
        Write-Host "$cmdlet $($shown -join ' ')"
        switch ($cmdlet) {
            'New-OutboundConnector' { New-OutboundConnector @parameters | Out-Null }
            'Set-OutboundConnector' { Set-OutboundConnector @parameters }
            'Remove-OutboundConnector' { Remove-OutboundConnector @parameters }
            'New-InboundConnector' { New-InboundConnector @parameters | Out-Null }
            'Set-InboundConnector' { Set-InboundConnector @parameters }
            'Remove-InboundConnector' { Remove-InboundConnector @parameters }
            'New-TransportRule' { New-TransportRule @parameters | Out-Null }
            'Set-TransportRule' { Set-TransportRule @parameters }
            'Enable-TransportRule' { Enable-TransportRule @parameters }
            'Disable-TransportRule' { Disable-TransportRule @parameters }
            'Remove-TransportRule' { Remove-TransportRule @parameters }
            'New-RemoteDomain' { New-RemoteDomain @parameters | Out-Null }
            'Set-RemoteDomain' { Set-RemoteDomain @parameters }
            'Remove-RemoteDomain' { Remove-RemoteDomain @parameters }
            'Enable-OrganizationCustomization' { Enable-OrganizationCustomization }
        }
    }
}

function Read-Memory {
    $known = @{}
    if (Test-Path -LiteralPath $memory) {
        # Windows PowerShell hands an array from JSON on as one object, which the variable takes apart.
        try { $entries = Get-Content -LiteralPath $memory -Raw | ConvertFrom-Json }
        catch { throw "$memory, in which the script keeps how things were before, cannot be read: $_" }
        foreach ($entry in $entries) {
            $known["$($entry.Noun)/$($entry.Name)"] = $entry
        }
    }
    $known
}

# By which parameter an object is known as one of ours, made by an earlier run or by the page.
$marks = @{
    OutboundConnector = 'TlsDomain'
    InboundConnector = 'TlsSenderCertificateName'
    TransportRule = 'SetHeaderName'
}

function Test-Ours($object, $existing) {
    $mark = $marks[$object.Noun]
    $mark -and (Test-Same (Get-Property $existing $mark) $object.Values[$mark])
}

# What JSON can hold and the cmdlets take again.
function Get-Plain($value) {
    if ($null -eq $value -or $value -is [bool] -or $value -is [int]) { return $value }
    if ($value -is [System.Collections.IEnumerable] -and $value -isnot [string]) {
        return , @($value | ForEach-Object { "$_" })
    }
    "$value"
}

# Keeps how an object was before it is touched for the first time.
function Save-Before($object, $existing, $values) {
    if ($WhatIfPreference) { return }
    if ($null -ne $existing -and (Test-Ours $object $existing)) { $existing = $null }
    $known = Read-Memory
    $key = "$($object.Noun)/$($object.Name)"
    if ($known.ContainsKey($key)) { return }
    $entry = @{ Noun = $object.Noun; Name = $object.Name; Existed = ($null -ne $existing); State = ''; Values = @{} }
    if ($null -ne $existing) {
        $entry.State = "$(Get-Property $existing 'State')"
        foreach ($name in $values.Keys) { $entry.Values[$name] = Get-Plain (Get-Property $existing $name) }
    }
    $known[$key] = $entry
    ConvertTo-Json -InputObject @($known.Values) -Depth 5 | Set-Content -LiteralPath $memory -Encoding UTF8
}

function Set-Wanted($object) {
    $existing = Get-Existing $object
    if ($null -eq $existing) {
        if ($object.Name -eq 'Default') { return }
        $parameters = [ordered]@{ Name = $object.Name }
        $later = [ordered]@{ Identity = $object.Name }
        foreach ($name in $object.Values.Keys) {
            if ($null -eq $object.Values[$name]) { continue }
            # New-RemoteDomain takes a name and a domain only.
            if ($object.Noun -eq 'RemoteDomain' -and $name -ne 'DomainName') { $later[$name] = $object.Values[$name] }
            else { $parameters[$name] = $object.Values[$name] }
        }
        if ($object.ContainsKey('EnabledWhenNew')) { $parameters.Enabled = $object.EnabledWhenNew }
        Save-Before $object $null $parameters
        Invoke-Step "New-$($object.Noun)" $parameters
        if ($later.Count -gt 1) { Invoke-Step "Set-$($object.Noun)" $later }
        return
    }
    $parameters = [ordered]@{ Identity = $object.Name }
    foreach ($name in $object.Values.Keys) {
        if (-not (Test-Same (Get-Property $existing $name) $object.Values[$name])) {
            $parameters[$name] = $object.Values[$name]
        }
    }
    $toEnable = $object.ContainsKey('EnabledWhenNew') -and $object.EnabledWhenNew -and $existing.State -ne 'Enabled'
    if ($parameters.Count -eq 1 -and -not $toEnable) {
        Write-Host "As it should be: $($object.Name)"
        return
    }
    $changed = [ordered]@{}
    foreach ($name in $parameters.Keys) { if ($name -ne 'Identity') { $changed[$name] = $parameters[$name] } }
    Save-Before $object $existing $changed
    if ($parameters.Count -gt 1) { Invoke-Step "Set-$($object.Noun)" $parameters }
    if ($toEnable) { Invoke-Step 'Enable-TransportRule' ([ordered]@{ Identity = $object.Name }) }
}

function Restore-Before($object, $known) {
    $existing = Get-Existing $object
    if ($null -eq $existing) { return }
    $key = "$($object.Noun)/$($object.Name)"
    if ($known.ContainsKey($key) -and $known[$key].Existed) {
        $parameters = [ordered]@{ Identity = $object.Name }
        foreach ($property in $known[$key].Values.PSObject.Properties) {
            if (-not (Test-Same (Get-Property $existing $property.Name) $property.Value)) {
                $parameters[$property.Name] = $property.Value
            }
        }
        if ($parameters.Count -gt 1) { Invoke-Step "Set-$($object.Noun)" $parameters }
        if ($object.Noun -eq 'TransportRule' -and "$($existing.State)" -ne $known[$key].State) {
            if ($known[$key].State -eq 'Enabled') { Invoke-Step 'Enable-TransportRule' ([ordered]@{ Identity = $object.Name }) }
            else { Invoke-Step 'Disable-TransportRule' ([ordered]@{ Identity = $object.Name; Confirm = $false }) }
        }
        return
    }
    if ($object.Noun -eq 'RemoteDomain' -and -not $object.Name.StartsWith($ownDomainPrefix)) { return }
    if ($object.Noun -eq 'TransportRule' -and $existing.State -eq 'Enabled') {
        Invoke-Step 'Disable-TransportRule' ([ordered]@{ Identity = $object.Name; Confirm = $false })
    }
    Invoke-Step "Remove-$($object.Noun)" ([ordered]@{ Identity = $object.Name; Confirm = $false })
}

if (-not (Get-Command Get-OutboundConnector -ErrorAction SilentlyContinue)) {
    throw 'Run Connect-ExchangeOnline first, with an account that has the role Exchange Administrator.'
}

$accepted = @(Get-AcceptedDomain -ResultSize Unlimited | ForEach-Object {
    $domain = "$($_.DomainName)".ToLowerInvariant()
    $domain
    if ((Get-Property $_ 'MatchSubDomains') -eq $true) { "*.$domain" }
})
$remoteDomains = @(Get-RemoteDomain -ResultSize Unlimited)

# The connectors by which all mail for the outside goes through servers of your own.
$central = @(Get-OutboundConnector | Where-Object {
    $_.Enabled -and (Get-Property $_ 'RouteAllMessagesViaOnPremises') -and @({{OUTBOUND}}) -notcontains $_.Name
})

# What an earlier run chose holds until another choice is made.
if ($OwnServers -eq 'Undecided' -and (Get-TransportRule -ResultSize Unlimited | Where-Object { $_.Name -eq $sendOnRule })) {
    $OwnServers = 'SendOn'
}

function Get-OwnDomainName($domain) {
    $existing = $remoteDomains | Where-Object { "$($_.DomainName)" -eq $domain } | Select-Object -First 1
    if ($null -ne $existing) { return "$($existing.Name)" }
    $name = $ownDomainPrefix + $domain.Replace('*.', 'below ')
    if ($name.Length -gt 64) { $name = $name.Substring(0, 55) + '-' + [guid]::NewGuid().ToString('N').Substring(0, 8) }
    $name
}

# What this organisation has beside that, by its own connectors and domains.
function Get-Offered {
    if ($central.Count -gt 0 -or $OwnServers -eq 'SendOn' -or $Remove) {
        $like = if ($central.Count -gt 0) { $central[0] } else { [pscustomobject]@{} }
        $values = [ordered]@{ ConnectorType = 'OnPremises' }
        foreach ($same in 'UseMXRecord', 'SmartHosts', 'TlsSettings', 'TlsDomain') { $values[$same] = Get-Property $like $same }
        $values.IsTransportRuleScoped = $true
        $values.RouteAllMessagesViaOnPremises = $false
        $values.CloudServicesMailEnabled = Get-Property $like 'CloudServicesMailEnabled'
        $values.Enabled = $true
        # Takes signed mail to the same servers, and only mail that the rule sends there.
        @{ Noun = 'OutboundConnector'; Name = $sendOnConnector; Values = $values; Wanted = $OwnServers -eq 'SendOn' -and $central.Count -gt 0 }
        $rule =
{{SEND_ON_RULE}}
        $rule.Wanted = $OwnServers -eq 'SendOn' -and $central.Count -gt 0
        $rule
    }
    $inside = $richTextOff -and $richTextInside -and -not $Remove
    foreach ($domain in @($accepted | Where-Object { $inside })) {
        @{
            Noun = 'RemoteDomain'
            Name = Get-OwnDomainName $domain
            Values = [ordered]@{ DomainName = $domain; TNEFEnabled = $true }
            Wanted = $true
        }
    }
    # All others: of those, the ones that an earlier run created or set go or are set back. Default is wanted if rich text is off.
    foreach ($old in $remoteDomains) {
        $isDefault = "$($old.Name)" -eq 'Default'
        $isWanted = if ($isDefault) { $richTextOff } else { $inside -and $accepted -contains "$($old.DomainName)" }
        if (-not $isWanted) {
            @{ Noun = 'RemoteDomain'; Name = "$($old.Name)"; Values = [ordered]@{ TNEFEnabled = -not $isDefault }; Wanted = $false }
        }
    }
}

if ($Remove) {
    # Rules first, so that no mail is sent to the service any more; then connectors; then the rest.
    $known = Read-Memory
    $all = @($objects) + @(Get-Offered)
    $rules = @($all | Where-Object { $_.Noun -eq 'TransportRule' })
    [array]::Reverse($rules)
    foreach ($object in $rules) { Restore-Before $object $known }
    foreach ($object in @($all | Where-Object { $_.Noun -ne 'TransportRule' })) { Restore-Before $object $known }
    if (-not $WhatIfPreference -and (Test-Path -LiteralPath $memory)) { Remove-Item -LiteralPath $memory }
    Write-Host 'Afterword is removed from this organisation.'
    return
}

$organization = Get-OrganizationConfig
if ($organization.IsDehydrated) { Invoke-Step 'Enable-OrganizationCustomization' ([ordered]@{}) }

if (-not ($accepted | Where-Object { $certificateName -eq $_ -or $certificateName.EndsWith(".$_") })) {
    Write-Warning "$certificateName is in none of your accepted domains: mail without a sender may be refused when it comes back."
}

foreach ($connector in $central) {
    Write-Warning ("The outbound connector '$($connector.Name)' sends all mail for the outside through your own servers. Signed " +
        'mail may leave past them; it is uncertain how Exchange Online counts mail of a signature service. Choose with -OwnServers.')
}
foreach ($domain in $remoteDomains) {
    $richText = Get-Property $domain 'TNEFEnabled'
    $wanted = $richTextInside -and $accepted -contains "$($domain.DomainName)"
    if ($domain.Name -ne 'Default' -and -not $wanted -and ($richText -eq $true -or ($richTextOff -and $null -eq $richText))) {
        Write-Warning ("The remote domain '$($domain.Name)' wins over 'Default': mail to people at $($domain.DomainName) can be " +
            "rich text, which cannot be signed. To end that: Set-RemoteDomain -Identity '$($domain.Name)' -TNEFEnabled `$false")
    }
}
# A role of one's own may lack this cmdlet, and then the module does not have it.
if (Get-Command Get-JournalRule -ErrorAction SilentlyContinue) {
    foreach ($journal in @(Get-JournalRule | Where-Object { $_.Enabled })) {
        Write-Warning ("The journal rule '$($journal.Name)' archives mail as it leaves your rules the first time: without the " +
            'signature, and with our header, in which the secret code of your organisation stands.')
    }
} else {
    Write-Warning 'Your role lacks Get-JournalRule: a journal keeps mail without the signature and with our secret header.'
}

$offered = @(Get-Offered)
# What an earlier run was asked for and this one is not: the rule first, since it names the connector.
$unwanted = @($offered | Where-Object { -not $_.Wanted })
[array]::Reverse($unwanted)
$known = Read-Memory
foreach ($object in $unwanted) {
    if ($object.Noun -ne 'RemoteDomain') { Restore-Before $object @{}; continue }
    # What somebody has set otherwise since stays.
    $now = $remoteDomains | Where-Object { $_.Name -eq $object.Name } | Select-Object -First 1
    $record = $known["RemoteDomain/$($object.Name)"]
    $wasThere = $null -ne $record -and $record.Existed
    if (-not $wasThere -or (Test-Same (Get-Property $now 'TNEFEnabled') $object.Values.TNEFEnabled)) {
        Restore-Before $object $known
    }
}

foreach ($object in $objects) { Set-Wanted $object }
foreach ($object in @($offered | Where-Object { $_.Wanted })) { Set-Wanted $object }

if ($Enable) {
    $rule = Get-TransportRule -ResultSize Unlimited | Where-Object { $_.Name -eq $mainRule } | Select-Object -First 1
    if ($null -eq $rule -or $rule.State -ne 'Enabled') {
        if ($central.Count -gt 0 -and $OwnServers -eq 'Undecided') {
            throw ('All your mail for the outside goes through your own servers. Choose first what becomes of signed mail: ' +
                '-OwnServers SendOn or -OwnServers Leave. Until then the rule is not enabled.')
        }
        Invoke-Step 'Enable-TransportRule' ([ordered]@{ Identity = $mainRule })
    }
} else {
    Write-Host "The rule '$mainRule' is left as it is. Run the script with -Enable to switch it on."
}
foreach ($object in @($objects | Where-Object { $_.Noun -like '*Connector' })) {
    $existing = Get-Existing $object
    if ($null -ne $existing -and -not $existing.Enabled) {
        Write-Warning "The connector '$($object.Name)' is disabled. If it cannot be enabled, ask Microsoft's support."
    }
}
