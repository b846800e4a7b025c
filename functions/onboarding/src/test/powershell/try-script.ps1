# Runs the connect scripts of a folder through situations over exchange-online.psm1, each in a fresh organisation and a fresh folder.
# afterword.ps1 is for contoso.com and its tenant id, zentrale.ps1 for contoso.com with another prefix, rich.ps1 with all options.
# -As51 gives Windows PowerShell's ways where this PowerShell has others. The exit code is the number of situations that fail.
param([string] $Folder, [string] $Only = '*', [switch] $As51)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$tenant = '0b8f2a4e-6d1c-4a57-9e30-5c2d7f1a8b64'
$stub = Join-Path $PSScriptRoot 'exchange-online.psm1'
Import-Module $stub -DisableNameChecking -Global -Force
$work = Join-Path ([IO.Path]::GetTempPath()) ('connect-' + [guid]::NewGuid())
$umlaut = [char] 0xE4
$script:fails = 0
# Situations that have nothing to do with the ways of Windows PowerShell are left out with -As51.
$script:sameInBoth = $false

if ($As51 -and $PSVersionTable.PSVersion.Major -gt 5) {
    # An array from JSON is one object, and files without a mark are of the computer's code page.
    function global:ConvertFrom-Json {
        param([Parameter(ValueFromPipeline = $true)] [string] $InputObject)
        process { Microsoft.PowerShell.Utility\ConvertFrom-Json -InputObject $InputObject -NoEnumerate }
    }
    function global:Get-Content {
        param([string] $LiteralPath, [switch] $Raw, [string] $Encoding = 'latin1')
        Microsoft.PowerShell.Management\Get-Content -LiteralPath $LiteralPath -Raw:$Raw -Encoding $Encoding
    }
}

function Check($is, [string] $what) { if (-not $is) { $script:wrong += $what } }
function Check-Same($is, $shouldBe, [string] $what) { Check ("$is" -ceq "$shouldBe") "$what is '$is', not '$shouldBe'" }
# What a run said, its failure included; none of it may hold the organisation's code.
function Run([string] $name, [hashtable] $with = @{}) {
    Clear-Calls
    $script:failed = $false
    $said = New-Object System.Collections.ArrayList
    try { & (Join-Path $script:here $name) @with *>&1 | ForEach-Object { $null = $said.Add("$_") } }
    catch { $script:failed = $true; $null = $said.Add("$_") }
    $script:said = $said -join "`n"
    $script:log += "-- $name $($with.Keys)`n$($script:said)"
    Check ($script:said -notmatch '0123456789ab') 'the code is shown'
}
function Ok([string] $name, [hashtable] $with = @{}) { Run $name $with; Check (-not $script:failed) "$name $($with.Keys) failed" }
function Fails([string] $name, [hashtable] $with, [string[]] $words, [int] $calls = 0) {
    Run $name $with
    Check $script:failed "$name $($with.Keys) did not fail"
    foreach ($word in $words) { Check ($script:said -match $word) "it does not say $word" }
    if ($calls -ge 0) { Check-Same @(Get-Calls).Count $calls 'the number of calls' }
}
function Rules { @(Get-Objects 'TransportRule' | ForEach-Object { $_.Name }) }
function Main { Get-Objects 'TransportRule' | Where-Object { $_.SetHeaderName -eq 'X-Afterword-Auth' } }
function Memory { Join-Path $script:here 'afterword-before.json' }
function Whole([string] $prefix = 'Afterword') {
    Check-Same (@(Get-Objects 'OutboundConnector' | ForEach-Object { $_.Name }) -join ', ') "$prefix outbound" 'outbound'
    Check-Same (@(Get-Objects 'InboundConnector' | ForEach-Object { $_.Name }) -join ', ') "$prefix inbound" 'inbound'
    Check-Same ((Rules) -join ', ') (("$prefix`: leave automatic replies alone, $prefix`: leave approval requests alone, " +
        "$prefix`: leave read receipts alone, $prefix`: send to the signature service")) 'rules'
}
function OnceEach {
    $new = @(Get-Calls | Where-Object { $_ -like 'New-*' })
    Check-Same @($new | Sort-Object -Unique).Count $new.Count 'the number of objects made'
}
function Situation([string] $name, [scriptblock] $run) {
    if ($name -notlike $Only -or ($As51 -and $script:sameInBoth)) { return }
    $script:here = Join-Path $work ([guid]::NewGuid())
    $null = New-Item -ItemType Directory $script:here
    Copy-Item (Join-Path $Folder '*.ps1') $script:here
    Reset-Exchange
    $script:wrong = @()
    $script:log = @()
    try { & $run } catch { $script:wrong += "$_ $($_.InvocationInfo.PositionMessage)" }
    if ($script:wrong.Count -eq 0) { Write-Host "ok    $name" }
    else { $script:fails++; Write-Host "FAIL  $name`n      $($script:wrong -join "`n      ")`n$($script:log -join "`n")" }
}

# ---- As it goes ----

Situation 'create, again, enable, disable, remove' {
    $before = Get-Snapshot
    Ok 'afterword.ps1' @{ WhatIf = $true }
    Check-Same (Get-Snapshot) $before 'after -WhatIf the organisation'
    Ok 'afterword.ps1'
    Whole
    Check-Same (Main).State 'Disabled' 'the main rule'
    Check-Same (Get-Objects 'RemoteDomain').TNEFEnabled 'False' 'rich text'
    Ok 'afterword.ps1'
    Check-Same @(Get-Calls).Count 0 'the number of calls of a second run'
    Check-Same (Get-Slept) 0 'the seconds waited'
    Ok 'afterword.ps1' @{ Enable = $true }
    Check-Same (@(Get-Calls) -join ', ') 'Enable-TransportRule Afterword: send to the signature service' 'the calls of -Enable'
    Ok 'afterword.ps1' @{ Disable = $true; WhatIf = $true }
    Check-Same (Main).State 'Enabled' 'the main rule'
    Ok 'afterword.ps1' @{ Disable = $true }
    Check-Same (@(Get-Calls) -join ', ') 'Disable-TransportRule Afterword: send to the signature service' 'the calls of -Disable'
    Ok 'afterword.ps1' @{ Remove = $true; WhatIf = $true }
    Check ($script:said -notmatch 'is removed') 'it says that it is removed'
    Check (Test-Path -LiteralPath (Memory)) 'the memory is gone'
    Ok 'afterword.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
    Check-Same @(Get-ChildItem $script:here -Filter 'afterword-before*').Count 0 'the number of files left'
}

Situation 'all options: own servers and rich text inside, and without them again' {
    Add-ExchangeObject 'OutboundConnector' @{
        Name = 'To our servers'; ConnectorType = 'OnPremises'; UseMXRecord = $false; SmartHosts = @('mail.contoso.com')
        TlsSettings = 'EncryptionOnly'; RouteAllMessagesViaOnPremises = $true; CloudServicesMailEnabled = $true
    }
    Add-ExchangeObject 'RemoteDomain' @{ Name = 'Own'; DomainName = 'contoso.com'; TNEFEnabled = $null }
    $before = Get-Snapshot
    Fails 'afterword.ps1' @{ Enable = $true } '-OwnServers SendOn' -1
    Check-Same (Main).State 'Disabled' 'the main rule'
    Ok 'rich.ps1'
    Check ((Rules) -contains 'Afterword: send on to your own servers') 'no rule sends on'
    Check-Same (@(Get-Objects 'RemoteDomain' | ForEach-Object { "$($_.Name)=$($_.TNEFEnabled)" }) -join ', ') `
        'Default=False, Own=True, Afterword rich text: contoso.onmicrosoft.com=True' 'rich text'
    Ok 'rich.ps1'
    Check-Same @(Get-Calls).Count 0 'the number of calls of a second run'
    Ok 'afterword.ps1' @{ OwnServers = 'Leave' }
    Check-Same (@(Get-Objects 'RemoteDomain' | ForEach-Object { "$($_.Name)=$($_.TNEFEnabled)" }) -join ', ') 'Default=False, Own=' 'rich text'
    Check ((Rules) -notcontains 'Afterword: send on to your own servers') 'a rule still sends on'
    Check-Same @(Get-Objects 'OutboundConnector').Count 2 'the number of outbound connectors'
    Ok 'rich.ps1'
    Ok 'rich.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}

Situation 'objects of others under our names are set back' {
    Add-ExchangeObject 'OutboundConnector' @{ Name = 'Afterword outbound'; ConnectorType = 'OnPremises'; SmartHosts = @('one.example', 'two.example') }
    Add-ExchangeObject 'TransportRule' @{ Name = 'Afterword: leave read receipts alone'; SetHeaderName = 'X-Theirs'; Enabled = $false }
    Add-ExchangeObject 'TransportRule' @{ Name = 'Theirs'; SetHeaderName = 'X-Theirs' }
    $before = Get-Snapshot
    Ok 'afterword.ps1'
    Ok 'afterword.ps1' @{ Remove = $true }
    Check-Same ((Get-Snapshot) -replace '"Priority": *\S+', '') ($before -replace '"Priority": *\S+', '') 'the organisation afterwards'
    Check-Same ((Get-Objects 'OutboundConnector').SmartHosts -join ' ') 'one.example two.example' 'their hosts'
}

Situation 'where the memory is lost, ours goes, and what is not known is told' {
    Ok 'afterword.ps1'
    Remove-Item -LiteralPath (Memory)
    Ok 'afterword.ps1' @{ Remove = $true }
    Check-Same @(Get-Objects 'TransportRule').Count 0 'the number of rules'
    Check ($script:said -match 'TNEFEnabled \$null') 'it is not told'
}

# ---- Whose organisation ----

foreach ($with in @{}, @{ Enable = $true }, @{ Disable = $true }, @{ Remove = $true }, @{ WhatIf = $true }) {
    Situation "another organisation is left alone, with '$($with.Keys)'" {
        Reset-Exchange -Domains 'fabrikam.com', 'fabrikam.onmicrosoft.com'
        $before = Get-Snapshot
        Fails 'afterword.ps1' $with 'contoso\.com', 'fabrikam\.onmicrosoft\.com', 'Nothing was changed', 'DelegatedOrganization'
        Check ($script:said -match '^Connected to: The fabrikam.com company \(fabrikam.com') 'the organisation is not said first'
        Check-Same (Get-Snapshot) $before 'the organisation afterwards'
        Check (-not (Test-Path -LiteralPath (Memory))) 'there is a memory'
    }
}
Situation 'another tenant that has the domain too is left alone' {
    Reset-Exchange -Tenant '7f3d8c10-1111-4222-8333-944455566677'
    Fails 'afterword.ps1' @{} 'Nothing was changed'
    Ok 'zentrale.ps1'
}
foreach ($shown in $tenant.ToUpperInvariant(), '00000000-0000-0000-0000-000000000000', 'contoso') {
    Situation "the tenant id is shown as '$shown'" {
        Reset-Exchange -Tenant $shown
        Ok 'afterword.ps1'
        Whole
    }
}
Situation 'the exit code of a process tells it' {
    # Windows PowerShell takes what a program writes about its errors for errors of the script.
    $ErrorActionPreference = 'Continue'
    # This PowerShell is a program of its own, or one that dotnet runs.
    $shell, $before = (Get-Process -Id $PID).Path, @([Environment]::GetCommandLineArgs()[0] | Where-Object { $_ -like '*.dll' })
    $script = Join-Path $script:here 'afterword.ps1'
    foreach ($domain in 'contoso.com', 'fabrikam.com') {
        & $shell @before -NoProfile -Command "Import-Module '$stub' -DisableNameChecking; Reset-Exchange -Domains $domain; & '$script'" *> $null
        Check (($LASTEXITCODE -eq 0) -eq ($domain -eq 'contoso.com')) "the exit code for $domain is $LASTEXITCODE"
    }
}
Situation 'the memory of another organisation is refused' {
    Ok 'zentrale.ps1'
    $kept = [IO.File]::ReadAllText((Memory))
    [IO.File]::WriteAllText((Memory), $kept.Replace('"contoso.com"', '"fabrikam.com"'))
    foreach ($with in @{}, @{ Remove = $true }) { Fails 'zentrale.ps1' $with 'fabrikam\.com', 'afterword-before', 'folder of its own' }
}
Situation 'the memory of an earlier version is taken' {
    Add-ExchangeObject 'OutboundConnector' @{ Name = 'Afterword outbound'; ConnectorType = 'OnPremises'; SmartHosts = @('one.example', 'two.example') }
    $before = Get-Snapshot
    Ok 'afterword.ps1'
    $kept = [IO.File]::ReadAllText((Memory)).Trim([char] 0xFEFF)
    $objects = @((ConvertFrom-Json $kept).Objects | Select-Object Noun, Name, Existed, State, Values)
    [IO.File]::WriteAllText((Memory), (ConvertTo-Json -InputObject @($objects) -Depth 5))
    foreach ($name in 'zentrale.ps1', 'afterword.ps1') { Ok $name }
    Ok 'zentrale.ps1'
    Ok 'zentrale.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}

# ---- The PowerShell that is there ----

Situation 'a prefix with letters beyond ASCII survives' {
    Add-ExchangeObject 'OutboundConnector' @{ Name = "Zentrale $umlaut outbound"; ConnectorType = 'OnPremises'; Comment = 'theirs' }
    $before = Get-Snapshot
    Ok 'zentrale.ps1'
    Whole "Zentrale $umlaut"
    Ok 'zentrale.ps1'
    Check-Same @(Get-Calls).Count 0 'the number of calls of a second run'
    Ok 'zentrale.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}
foreach ($damaged in '', '{ "x', '[{"Noun":') {
    Situation "a damaged memory, '$damaged', is named, and nothing is done" {
        Ok 'afterword.ps1'
        [IO.File]::WriteAllText((Memory), $damaged)
        foreach ($with in @{}, @{ Enable = $true }, @{ Remove = $true }) { Fails 'afterword.ps1' $with 'afterword-before\.json', 'backup', 'another name' }
        Ok 'afterword.ps1' @{ Disable = $true }
    }
}
Situation 'an old module is refused' {
    $old = Join-Path $script:here 'ExchangeOnlineManagement'
    $null = New-Item -ItemType Directory $old
    [IO.File]::WriteAllText("$old/ExchangeOnlineManagement.psd1", "@{ ModuleVersion = '2.0.5' }")
    Import-Module "$old/ExchangeOnlineManagement.psd1" -Global
    try { Fails 'afterword.ps1' @{} '2\.0\.5', '3\.0\.0', 'fresh window' } finally { Remove-Module ExchangeOnlineManagement }
}
Situation 'without a connection it says what to do' {
    Remove-Module exchange-online
    try {
        try { & (Join-Path $script:here 'afterword.ps1'); $text = '' } catch { $text = "$_" }
        Check ($text -match 'Connect-ExchangeOnline.*fresh window') 'it does not say what to do'
    } finally { Import-Module $stub -DisableNameChecking -Global -Force }
}
Situation 'a failure that a cmdlet only reports ends the script' {
    Set-Knob 'Failures' @{ 'New-InboundConnector' = @("You don't have the permission.") }
    # As in a window, where nothing is preferred: the stub's and the module's cmdlets see this one, not the script's.
    $preferred = $global:ErrorActionPreference
    $global:ErrorActionPreference = 'Continue'
    Fails 'afterword.ps1' @{} 'permission' 1
    $global:ErrorActionPreference = $preferred
    Ok 'afterword.ps1'
    Whole
}

Situation 'what a role may not read is no reason to stop' {
    $refused = @(1..9 | ForEach-Object { "You don't have the permission." })
    Set-Knob 'Failures' @{ 'Get-BlockedConnector' = $refused; 'Get-JournalRule' = $refused }
    Ok 'afterword.ps1'
    Check ($script:said -match 'may not run Get-JournalRule') 'it is not told'
    Ok 'afterword.ps1' @{ Enable = $true }
    Whole
}

# ---- Enable looks ----

foreach ($by in 'Error', 'Warning') {
    Situation "an inbound connector that Exchange keeps disabled by $by is not enabled past" {
        Set-Knob 'DisabledInbound' $by
        Run 'afterword.ps1'
        Fails 'afterword.ps1' @{ Enable = $true } @('support', 'developer and trial') -1
        Check-Same (Main).State 'Disabled' 'the main rule'
    }
}
Situation 'a connector found disabled while the rule is on: disable first' {
    Ok 'afterword.ps1' @{ Enable = $true }
    Edit-ExchangeObject 'InboundConnector' 'Afterword inbound' @{ Enabled = $false }
    Set-Knob 'DisabledInbound' 'Warning'
    Run 'afterword.ps1'
    Check ($script:said -match '-Disable first') 'it does not say to disable the rule'
    Ok 'afterword.ps1' @{ Disable = $true }
    Check-Same (Main).State 'Disabled' 'the main rule'
    Fails 'afterword.ps1' @{ Enable = $true } 'was not enabled' -1
    Set-Knob 'DisabledInbound' ''
    Ok 'afterword.ps1' @{ Enable = $true }
    Check-Same (Main).State 'Enabled' 'the main rule'
}
Situation 'a blocked connector is told, and -Enable waits' {
    Ok 'afterword.ps1'
    Set-Knob 'Blocked' @('Afterword inbound')
    Ok 'afterword.ps1'
    Check ($script:said -match '5\.7\.711.*restrictedentities.*pilot') 'it is not told'
    Fails 'afterword.ps1' @{ Enable = $true } '5\.7\.711'
    Set-Knob 'Blocked' @()
    Ok 'afterword.ps1' @{ Enable = $true }
}

# ---- Another prefix ----

Situation 'another prefix renames, and removal leaves nothing' {
    $before = Get-Snapshot
    Ok 'afterword.ps1' @{ Enable = $true }
    Ok 'zentrale.ps1'
    Whole "Zentrale $umlaut"
    Check-Same (Main).State 'Enabled' 'the main rule'
    Check (@(Get-Calls | Where-Object { $_ -like 'New-*' -or $_ -like 'Remove-*' }).Count -eq 0) 'it was not renamed'
    Ok 'zentrale.ps1'
    Check-Same @(Get-Calls).Count 0 'the number of calls of a second run'
    Ok 'afterword.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}
Situation 'a second set, which an earlier version has left, goes' {
    $before = Get-Snapshot
    Ok 'afterword.ps1' @{ Enable = $true }
    foreach ($noun in 'OutboundConnector', 'InboundConnector', 'TransportRule') {
        foreach ($one in @(Get-Objects $noun)) {
            $values = @{}
            foreach ($property in $one.PSObject.Properties) {
                if ('Guid', 'Priority', 'State', 'SenderDomains' -contains $property.Name) { continue }
                $values[$property.Name] = if ($property.Value -is [string]) { $property.Value.Replace('Afterword', 'Old') } else { $property.Value }
            }
            if ($noun -eq 'InboundConnector') { $values.SenderDomains = @('*') }
            if ($noun -eq 'TransportRule') { $values.SetHeaderName = $one.SetHeaderName; $values.Enabled = $true }
            if ($noun -eq 'TransportRule' -and $one.ExceptIfHeaderContainsMessageHeader) { $values.ExceptIfHeaderContainsMessageHeader = $one.ExceptIfHeaderContainsMessageHeader }
            Add-ExchangeObject $noun $values
        }
    }
    Check-Same @(Get-Objects 'TransportRule').Count 8 'the number of rules'
    $both = Get-Snapshot
    Ok 'afterword.ps1'
    Whole
    Ok 'afterword.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}
Situation 'objects that were renamed by hand are ours' {
    $before = Get-Snapshot
    Ok 'afterword.ps1'
    Edit-ExchangeObject 'TransportRule' 'Afterword: send to the signature service' @{ Name = 'Signature' }
    Edit-ExchangeObject 'TransportRule' 'Afterword: leave read receipts alone' @{ Name = 'Receipts' }
    Ok 'afterword.ps1'
    Whole
    Edit-ExchangeObject 'TransportRule' 'Afterword: send to the signature service' @{ Name = 'Signature' }
    Edit-ExchangeObject 'InboundConnector' 'Afterword inbound' @{ Name = 'Return' }
    Ok 'afterword.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}
Situation 'an object of others that was renamed with ours is set back' {
    Add-ExchangeObject 'OutboundConnector' @{ Name = 'Afterword outbound'; ConnectorType = 'OnPremises'; SmartHosts = @('one.example') }
    $before = Get-Snapshot
    Ok 'afterword.ps1'
    Ok 'zentrale.ps1'
    Whole "Zentrale $umlaut"
    Ok 'zentrale.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}
Situation 'another installation is left alone' {
    $theirs = @{ ConnectorType = 'OnPremises'; SmartHosts = @('zyxwvtsrqpnm.smtp.us.afterword.example'); TlsDomain = '*.smtp.us.afterword.example'; IsTransportRuleScoped = $true }
    Add-ExchangeObject 'OutboundConnector' ($theirs + @{ Name = 'Stage outbound' })
    Add-ExchangeObject 'TransportRule' @{ Name = 'Stage: leave read receipts alone'; MessageTypeMatches = 'ReadReceipt'; SetHeaderName = 'X-Afterword-MessageProcessed'; SetHeaderValue = 'true' }
    Add-ExchangeObject 'TransportRule' @{ Name = 'Stage: send to the signature service'; RouteMessageOutboundConnector = 'Stage outbound'; SetHeaderName = 'X-Afterword-Auth' }
    $before = Get-Snapshot
    Ok 'afterword.ps1'
    Check-Same @(Rules).Count 6 'the number of rules'
    Ok 'afterword.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
    Add-ExchangeObject 'OutboundConnector' ($theirs + @{ Name = 'Afterword outbound' })
    $before = Get-Snapshot
    Fails 'afterword.ps1' @{} 'another installation', 'another prefix'
    Run 'afterword.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}
Situation 'rules of others on our connector are named before a removal begins' {
    Ok 'afterword.ps1' @{ Enable = $true }
    Add-ExchangeObject 'TransportRule' @{ Name = 'Copy of Afterword: send to the signature service'; RouteMessageOutboundConnector = 'Afterword outbound'; SetHeaderName = 'X-Afterword-Auth' }
    Add-ExchangeObject 'TransportRule' @{ Name = 'Theirs'; RouteMessageOutboundConnector = 'Afterword outbound' }
    $before = Get-Snapshot
    Ok 'afterword.ps1'
    Check ($script:said -match "'Theirs' is not ours") 'it is not told'
    Fails 'afterword.ps1' @{ Remove = $true } 'Nothing was removed', "'Copy of Afterword: send to the signature service', 'Theirs'", 'Disable-TransportRule'
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}

# ---- What passes by itself ----

$script:sameInBoth = $true

Situation 'a customisation that is not required any more, shown for five reads' {
    Set-Knob 'FlagStays' 5
    Ok 'afterword.ps1'
    Whole
}
Situation 'the flag alone is nothing once our objects are there' {
    Ok 'afterword.ps1'
    Set-Knob 'FlagStays' 5
    Ok 'afterword.ps1' @{ Enable = $true }
    Check ($script:said -notmatch 'Customization') 'it was called'
}
Situation 'a customisation that fails at first and works' {
    Reset-Exchange -Dehydrated
    Set-Knob 'FirstCustomizationFails' $true
    Ok 'afterword.ps1'
    Whole
    Check-Same @(Get-Calls)[0] 'New-OutboundConnector Afterword outbound' 'the first that went well'
}
Situation 'a customisation is awaited for three minutes, and given up after twenty' {
    Reset-Exchange -Dehydrated
    Set-Knob 'RefusedFor' 180
    Ok 'afterword.ps1'
    Whole
    Check ($script:said -match 'minute 3 of at most 20') 'it does not count'
    Reset-Exchange -Dehydrated
    Remove-Item -LiteralPath (Memory)
    Set-Knob 'RefusedFor' 3600
    foreach ($time in 1, 2) { Fails 'afterword.ps1' @{} 'Run the script again later' -1 }
    Ok 'afterword.ps1'
    Whole
}
foreach ($noun in 'OutboundConnector', 'InboundConnector', 'TransportRule', 'RemoteDomain', 'all') {
    foreach ($seconds in 5, 60 | Where-Object { $_ -eq 60 -or $noun -eq 'all' }) {
        Situation "what was written to $noun is shown after $seconds seconds" {
            $before = Get-Snapshot
            $lag = @{}
            foreach ($one in 'OutboundConnector', 'InboundConnector', 'TransportRule', 'RemoteDomain') { if ($noun -in 'all', $one) { $lag[$one] = $seconds } }
            Set-Knob 'Lag' $lag
            Start-Sleep 100
            Ok 'afterword.ps1'
            Whole
            OnceEach
            Ok 'afterword.ps1' @{ Enable = $true }
            Start-Sleep 100
            Ok 'afterword.ps1'
            Check-Same @(Get-Calls).Count 0 'the number of calls of a second run'
            Ok 'afterword.ps1' @{ Remove = $true }
            Check-Same (Get-Snapshot) $before 'the organisation afterwards'
        }
    }
}
Situation 'an object that exists and is never shown is told' {
    Set-Knob 'Lag' @{ OutboundConnector = 100000 }
    Fails 'afterword.ps1' @{} "doesn't exist|missing|not show" -1
    Fails 'afterword.ps1' @{} 'again in some minutes' -1
    Check ((Get-Slept) -le 600) 'it waited too long'
}
foreach ($text in 'The server is busy', 'Response status code does not indicate success: 500 (Internal Server Error)', '502 Bad Gateway',
    'ADTransientException: The operation could not be completed', 'Too many requests (429)') {
    Situation "'$text' is no failure, whichever call it meets" {
        $before = Get-Snapshot
        $cmdlets = 'Get-OrganizationConfig', 'Get-AcceptedDomain', 'Get-OutboundConnector', 'Get-InboundConnector', 'Get-TransportRule',
            'Get-RemoteDomain', 'Get-JournalRule', 'Get-BlockedConnector', 'New-OutboundConnector', 'New-InboundConnector',
            'New-TransportRule', 'Set-RemoteDomain', 'Enable-TransportRule', 'Disable-TransportRule', 'Remove-TransportRule',
            'Remove-OutboundConnector', 'Remove-InboundConnector'
        foreach ($how in '', '+') {
            $failures = @{}
            foreach ($cmdlet in $cmdlets) { $failures[$cmdlet] = @("$how$text") }
            Set-Knob 'Failures' $failures
            Ok 'afterword.ps1'
            Whole
            OnceEach
            Ok 'afterword.ps1' @{ Enable = $true }
            Ok 'afterword.ps1' @{ Remove = $true }
            Check-Same (Get-Snapshot) $before 'the organisation afterwards'
            Check-Same @($failures.Values | ForEach-Object { $_ }).Count 0 'the number of failures that met no call'
        }
    }
}

# ---- The pilot's group, filters, the limit ----

$recipients = @(
    @{ Kind = 'MailUniversalDistributionGroup'; Addresses = 'pilot@contoso.com', 'alias@contoso.com' }
    @{ Kind = 'MailUniversalSecurityGroup'; Addresses = , 'secure@contoso.com' }
    @{ Kind = 'GroupMailbox'; Addresses = , 'team@contoso.com' }
    @{ Kind = 'DynamicDistributionGroup'; Addresses = , 'dynamic@contoso.com' }
    @{ Kind = 'UserMailbox'; Addresses = , 'user@contoso.com' }
)
Situation 'a group is known by its first address' {
    Set-Knob 'Recipients' $recipients
    foreach ($given in 'alias@contoso.com', 'pilot@contoso.com', 'alias@contoso.com') {
        Ok 'afterword.ps1' @{ Pilot = $given }
        Check-Same ((Main).FromMemberOf -join ' ') 'pilot@contoso.com' 'the group'
    }
    Check-Same @(Get-Calls).Count 0 'the number of calls of the last run'
    foreach ($given in 'secure@contoso.com', 'team@contoso.com') { Ok 'afterword.ps1' @{ Pilot = $given } }
    Ok 'afterword.ps1' @{ Pilot = '' }
    Check-Same (Main).FromMemberOf '' 'the group'
}
foreach ($given in 'dynamic@contoso.com', 'user@contoso.com', 'nobody@contoso.com') {
    Situation "$given is refused" {
        Set-Knob 'Recipients' $recipients
        Fails 'afterword.ps1' @{ Pilot = $given } $given, 'Choose a distribution group'
    }
}
Situation 'connectors that only a filter lists are found' {
    Set-Knob 'ListAsDocumented' $true
    $before = Get-Snapshot
    Ok 'afterword.ps1'
    Edit-ExchangeObject 'OutboundConnector' 'Afterword outbound' @{ TestMode = $true }
    Ok 'afterword.ps1'
    OnceEach
    Check-Same @(Get-Calls | Where-Object { $_ -like 'New-*' }).Count 0 'the number of objects made'
    Ok 'afterword.ps1' @{ Remove = $true }
    Check-Same (Get-Snapshot) $before 'the organisation afterwards'
}
Situation 'the limit of rules is seen first' {
    Add-ExchangeObject 'TransportRule' @(1..297 | ForEach-Object { @{ Name = "Theirs $_" } })
    Fails 'afterword.ps1' @{} '297', '300', 'Nothing was created'
}

if (Test-Path $work) { Remove-Item -Recurse -Force $work }
Write-Host "$($script:fails) failed"
exit $script:fails
