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
.PARAMETER Enable
Enables the rule that sends mail to the signature service.
.PARAMETER Remove
Removes what the script created and restores what it changed.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $Pilot = {{PILOT}},
    [switch] $Enable,
    [switch] $Remove
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$prefix = {{PREFIX}}
$mainRule = {{MAIN_RULE}}
$certificateName = {{CERTIFICATE}}
$memory = Join-Path $PSScriptRoot 'afterword-before.json'

# Everything that a connected organisation has, in the order in which it is created.
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
        'RemoteDomain' { $all = @(Get-RemoteDomain -ResultSize Unlimited) }
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
            'Set-RemoteDomain' { Set-RemoteDomain @parameters }
            'Enable-OrganizationCustomization' { Enable-OrganizationCustomization }
        }
    }
}

function Read-Memory {
    $known = @{}
    if (Test-Path -LiteralPath $memory) {
        foreach ($entry in @(Get-Content -LiteralPath $memory -Raw | ConvertFrom-Json)) {
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
        if ($object.Noun -eq 'RemoteDomain') { return }
        $parameters = [ordered]@{ Name = $object.Name }
        foreach ($name in $object.Values.Keys) {
            if ($null -ne $object.Values[$name]) { $parameters[$name] = $object.Values[$name] }
        }
        if ($object.ContainsKey('EnabledWhenNew')) { $parameters.Enabled = $object.EnabledWhenNew }
        Save-Before $object $null $parameters
        Invoke-Step "New-$($object.Noun)" $parameters
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
    if ($object.Noun -eq 'RemoteDomain') { return }
    if ($object.Noun -eq 'TransportRule' -and $existing.State -eq 'Enabled') {
        Invoke-Step 'Disable-TransportRule' ([ordered]@{ Identity = $object.Name; Confirm = $false })
    }
    Invoke-Step "Remove-$($object.Noun)" ([ordered]@{ Identity = $object.Name; Confirm = $false })
}

if (-not (Get-Command Get-OutboundConnector -ErrorAction SilentlyContinue)) {
    throw 'Run Connect-ExchangeOnline first, with an account that has the role Exchange Administrator.'
}

if ($Remove) {
    # Rules first, so that no mail is sent to the service any more; then connectors; then the rest.
    $known = Read-Memory
    $rules = @($objects | Where-Object { $_.Noun -eq 'TransportRule' })
    [array]::Reverse($rules)
    foreach ($object in $rules) { Restore-Before $object $known }
    foreach ($object in @($objects | Where-Object { $_.Noun -ne 'TransportRule' })) { Restore-Before $object $known }
    if (-not $WhatIfPreference -and (Test-Path -LiteralPath $memory)) { Remove-Item -LiteralPath $memory }
    Write-Host 'Afterword is removed from this organisation.'
    return
}

$organization = Get-OrganizationConfig
if ($organization.IsDehydrated) { Invoke-Step 'Enable-OrganizationCustomization' ([ordered]@{}) }

$accepted = @(Get-AcceptedDomain -ResultSize Unlimited | ForEach-Object { "$($_.DomainName)".ToLowerInvariant() })
if (-not ($accepted | Where-Object { $certificateName -eq $_ -or $certificateName.EndsWith(".$_") })) {
    Write-Warning "$certificateName is in none of your accepted domains: mail without a sender may be refused when it comes back."
}

foreach ($object in $objects) { Set-Wanted $object }

if ($Enable) {
    $rule = Get-TransportRule -ResultSize Unlimited | Where-Object { $_.Name -eq $mainRule } | Select-Object -First 1
    if ($null -eq $rule -or $rule.State -ne 'Enabled') {
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
