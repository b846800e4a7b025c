#Requires -Version 5.1
<#
.SYNOPSIS
Connects this Microsoft 365 organisation to Afterword, or disconnects it.

.DESCRIPTION
Does the same as the page of the signature service, with your own sign-in. In a fresh window of PowerShell (5.1 or 7):

    Set-ExecutionPolicy -Scope Process RemoteSigned   # on Windows: for this window, which may not run scripts otherwise
    Unblock-File .\connect-afterword.ps1              # on Windows: takes off the mark of a file from the internet
    Install-Module ExchangeOnlineManagement           # once; 3.0.0 or newer
    Connect-ExchangeOnline
    .\connect-afterword.ps1 -WhatIf     # shows what would be done
    .\connect-afterword.ps1             # creates everything; the rule that sends mail stays disabled
    .\connect-afterword.ps1 -Enable     # switches that rule on

It may be run as often as you like: what is right already is left. How things were before is kept in
afterword-before.json beside the script, so that -Remove can bring it back. Needs the role Exchange Administrator.
It is for one organisation and stops in any other, before it changes anything.
This file holds the secret code of your organisation. Do not pass it on.

If Set-ExecutionPolicy is refused, a group policy of your organisation forbids scripts (Get-ExecutionPolicy -List): ask those
who set it. The window should be a fresh one since other modules of Microsoft (Microsoft.Graph, Az) bring parts for signing in
with which Connect-ExchangeOnline fails. Partners: Connect-ExchangeOnline
-DelegatedOrganization, with a domain of the customer.

.PARAMETER Pilot
The address of a group; only mail of its members is signed. Without it, mail of everybody.
.PARAMETER OwnServers
Only where a connector sends all mail for the outside through servers of your own (centralized mail transport): SendOn adds a
connector and a rule that send signed mail on to them, Leave leaves its way to Exchange Online. -Enable waits for one of them.
.PARAMETER Enable
Enables the rule that sends mail to the signature service, if all else is as it should be.
.PARAMETER Disable
Disables that rule, and does nothing else: mail goes out without the detour and without a signature.
.PARAMETER Remove
Removes what the script or the page created and restores what the script changed.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $Pilot = {{PILOT}},
    [ValidateSet('Undecided', 'SendOn', 'Leave')] [string] $OwnServers = {{OWN_SERVERS}},
    [switch] $Enable,
    [switch] $Disable,
    [switch] $Remove
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# By which the script knows the organisation that it is for; the tenant id is empty where it was not known.
$organizationDomain = {{ORGANIZATION}}
$organizationTenant = {{TENANT}}

$prefix = {{PREFIX}}
$mainRule = {{MAIN_RULE}}
$certificateName = {{CERTIFICATE}}
$richTextOff = {{RICH_TEXT_OFF}}
$richTextInside = {{RICH_TEXT_INSIDE}}
$ownDomainPrefix = {{OWN_DOMAINS}}
$sendOnConnector = {{SEND_ON_CONNECTOR}}
$memory = Join-Path $PSScriptRoot 'afterword-before.json'

# What every connected organisation has, in the order in which it is created.
$objects = @(
{{OBJECTS}}
)

$outbound = $objects[0]
$inbound = $objects[1]
$main = $objects | Where-Object { $_.Name -eq $mainRule }

# Only where all mail for the outside goes through servers of the organisation's own.
$sendOnRule =
{{SEND_ON_RULE}}

# By which parameter an object is known as one of ours, whatever its name.
$marks = @{
    OutboundConnector = 'TlsDomain'
    InboundConnector = 'TlsSenderCertificateName'
    TransportRule = 'SetHeaderName'
}

# ---- Values ----

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
    if ($null -ne $object -and $object.PSObject.Properties[$name]) { $object.$name } else { $null }
}

function Get-Names($objects) {
    @($objects | ForEach-Object { "'$($_.Name)'" }) -join ', '
}

# ---- Calls of Exchange Online, and waiting for what passes by itself ----

# Two minutes in all. What was just written is shown, and found by other cmdlets, with a delay.
$pauses = 2, 4, 8, 16, 30, 60

# Exchange Online is busy or has a fault of its own.
$busy = 'server is busy|server side error|too many requests|throttl|try again|tempor|transient|timed? ?out|' +
    'internal server error|bad gateway|service unavailable|gateway time|\b(429|500|502|503|504)\b'
# What another server does not know yet. A rule can also stand below one that is not shown yet.
$notThere = "couldn't be found|could not be found|wasn't found|not found|doesn't exist|does not exist|acceptable range"
$exists = 'already exists|exists already'
$inUse = 'used by|in use|being used|referenced by'
$notCustomized = 'Enable-OrganizationCustomization'

# Calls again while the failure is one that passes, and then lets it through.
function Invoke-Patiently([string] $passing, [scriptblock] $call) {
    foreach ($pause in $pauses + 0) {
        try { return & $call }
        catch {
            if ($pause -eq 0 -or "$_" -notmatch $passing) { throw }
            Write-Host "Called again in $pause seconds: $_"
            Start-Sleep -Seconds $pause
        }
    }
}

# Waits until the block gives something; gives nothing if it never does.
function Wait-Until([string] $what, [scriptblock] $look) {
    foreach ($pause in $pauses + 0) {
        $seen = & $look
        if ($seen) { return $seen }
        if ($pause -gt 0) {
            Write-Host "Waiting $pause seconds for $what"
            Start-Sleep -Seconds $pause
        }
    }
}

# The module's cmdlets are functions with a preference of their own: without this parameter a failure would not stop the script.
function Invoke-Cmdlet($cmdlet, $parameters) {
    $given = @{ ErrorAction = 'Stop' }
    foreach ($name in $parameters.Keys) { $given[$name] = $parameters[$name] }
    switch ($cmdlet) {
        'New-OutboundConnector' { New-OutboundConnector @given | Out-Null }
        'Set-OutboundConnector' { Set-OutboundConnector @given }
        'Remove-OutboundConnector' { Remove-OutboundConnector @given }
        'New-InboundConnector' { New-InboundConnector @given | Out-Null }
        'Set-InboundConnector' { Set-InboundConnector @given }
        'Remove-InboundConnector' { Remove-InboundConnector @given }
        'New-TransportRule' { New-TransportRule @given | Out-Null }
        'Set-TransportRule' { Set-TransportRule @given }
        'Enable-TransportRule' { Enable-TransportRule @given }
        'Disable-TransportRule' { Disable-TransportRule @given }
        'Remove-TransportRule' { Remove-TransportRule @given }
        'New-RemoteDomain' { New-RemoteDomain @given | Out-Null }
        'Set-RemoteDomain' { Set-RemoteDomain @given }
        'Remove-RemoteDomain' { Remove-RemoteDomain @given }
        'Enable-OrganizationCustomization' { Enable-OrganizationCustomization @given | Out-Null }
    }
}

$script:customized = $false

# Microsoft does this once for an organisation. Whether it was needed and has worked, the next cmdlet tells: an error here is told
# by many organisations in which it worked, and the organisation is shown as not made ready for a while.
function Enable-Customization {
    if ($script:customized) { return }
    $script:customized = $true
    Write-Host 'Enable-OrganizationCustomization'
    try { Invoke-Cmdlet 'Enable-OrganizationCustomization' @{} }
    catch { Write-Host "That said: $_" }
}

# Calls a cmdlet, and waits while Exchange Online makes the organisation ready for settings of its own.
function Invoke-WhenReady($cmdlet, $parameters) {
    $most = 20
    for ($minute = 0; ; $minute++) {
        try { return Invoke-Cmdlet $cmdlet $parameters }
        catch {
            if ("$_" -notmatch $notCustomized) { throw }
            if ($minute -eq $most) {
                throw ("Exchange Online is still making this organisation ready for settings of its own (asked for $most " +
                    'minutes; it can take an hour). Run the script again later: it goes on where it is. ' + $_)
            }
            Enable-Customization
            Write-Host "Exchange Online makes the organisation ready: minute $($minute + 1) of at most $most"
            Start-Sleep -Seconds 60
        }
    }
}

# Calls a cmdlet and says so; with -WhatIf it only says so. The code of the organisation is not shown.
function Invoke-Step($cmdlet, $parameters) {
    $shown = foreach ($name in $parameters.Keys) {
        $value = $parameters[$name]
        if ($name -eq 'SmartHosts' -or ($name -eq 'SetHeaderValue' -and $value -ne 'true')) { $value = '(secret)' }
        "-$name $($value -join ', ')"
    }
    $line = "$cmdlet $($shown -join ' ')".TrimEnd()
    if (-not $script:PSCmdlet.ShouldProcess($line, 'Run')) { return }
    Write-Host $line
    $verb, $noun = $cmdlet -split '-', 2
    switch ($verb) {
        'New' { Invoke-New $noun $parameters }
        'Remove' {
            Invoke-Patiently "$busy|$inUse|$notThere" {
                try { Invoke-WhenReady $cmdlet $parameters }
                catch {
                    $failure = $_
                    if ("$failure" -notmatch "$busy|$notThere") { throw }
                    # A call can have removed it though its answer was a failure.
                    Update-State $noun
                    if (Find-Object $noun $parameters.Identity) { throw $failure }
                }
            }
        }
        default { Invoke-Patiently "$busy|$notThere" { Invoke-WhenReady $cmdlet $parameters } }
    }
    Update-State $noun
}

# Creates an object once: after a failure that leaves that open, it is looked for before it is created again.
function Invoke-New($noun, $parameters) {
    foreach ($pause in $pauses + 0) {
        try { return Invoke-WhenReady "New-$noun" $parameters }
        catch {
            $failure = $_
            if ("$failure" -match $exists) {
                $shown = Wait-Until "'$($parameters.Name)' to be shown" {
                    Update-State $noun
                    Find-Object $noun $parameters.Name
                }
                if ($shown) { return }
                throw "There is an object of the name '$($parameters.Name)' that Exchange Online does not show yet. Run the script again in some minutes. $failure"
            }
            if ($pause -eq 0 -or "$failure" -notmatch "$busy|$notThere") { throw }
        }
        Write-Host "Called again in $pause seconds: $failure"
        Start-Sleep -Seconds $pause
        Update-State $noun
        if (Find-Object $noun $parameters.Name) { return }
    }
}

# ---- What the organisation has ----

$state = @{}
# Which of it is ours, as long as it is not read anew.
$found = @{}

# Without a filter, connectors for rules and those in test mode may not be listed. A role can lack a filter.
function Get-AllOutboundConnectors {
    $known = (Get-Command Get-OutboundConnector).Parameters
    $seen = @{}
    foreach ($filter in @{}, @{ IsTransportRuleScoped = $true }, @{ IncludeTestModeConnectors = $true },
        @{ IsTransportRuleScoped = $true; IncludeTestModeConnectors = $true }) {
        if (@($filter.Keys | Where-Object { -not $known.ContainsKey($_) }).Count -gt 0) { continue }
        foreach ($connector in @(Get-OutboundConnector @filter -ErrorAction Stop)) {
            $identity = "$(Get-Property $connector 'Guid')"
            if ($identity -eq '') { $identity = "$($connector.Name)" }
            if (-not $seen.ContainsKey($identity)) {
                $seen[$identity] = $true
                $connector
            }
        }
    }
}

function Update-State($noun) {
    $found.Clear()
    $state[$noun] = @(Invoke-Patiently $busy {
        switch ($noun) {
            'OutboundConnector' { Get-AllOutboundConnectors }
            'InboundConnector' { Get-InboundConnector -ErrorAction Stop }
            'TransportRule' { Get-TransportRule -ResultSize Unlimited -ErrorAction Stop }
            # There can be one for each accepted domain, so they are read no more often than they change.
            'RemoteDomain' { @(Get-RemoteDomain -ResultSize Unlimited -ErrorAction Stop) }
        }
    })
}

function Find-Object($noun, $name) {
    @($state[$noun] | Where-Object { "$($_.Name)" -eq $name }) | Select-Object -First 1
}

function Test-Enabled($noun, $existing) {
    if ($noun -eq 'TransportRule') { "$($existing.State)" -eq 'Enabled' } else { (Get-Property $existing 'Enabled') -eq $true }
}

# What a role of one's own may lack, and no plan depends on. Gives an array, or nothing if it may not be read.
function Read-IfAllowed($cmdlet) {
    if (-not (Get-Command $cmdlet -ErrorAction SilentlyContinue)) { return }
    try { $read = @(Invoke-Patiently $busy { & $cmdlet -ErrorAction Stop }) }
    catch { return }
    , $read
}

# What finds an object before and after it is renamed.
function Get-Identity($existing) {
    $guid = "$(Get-Property $existing 'Guid')"
    if ($guid -ne '') { $guid } else { "$($existing.Name)" }
}

# ---- Which objects are ours ----

function Get-Ending($object) {
    $object.Name.Substring($prefix.Length)
}

function Test-LeadsHere($connector) {
    $own = $outbound.Values
    $parent = $own.TlsDomain.TrimStart('*')
    (Test-Same (Get-Property $connector 'TlsDomain') $own.TlsDomain) -or
        @(Get-Property $connector 'SmartHosts' | Where-Object { "$_".EndsWith($parent, [StringComparison]::OrdinalIgnoreCase) }).Count -gt 0
}

# The connector to which a rule sends mail.
function Get-Route($rule) {
    "$(Get-Property $rule 'RouteMessageOutboundConnector')"
}

# Connectors to another installation of this product, which are left alone.
function Get-OtherInstallations {
    @($state.OutboundConnector | Where-Object {
        -not (Test-LeadsHere $_) -and $null -eq (Find-Kept $known 'OutboundConnector' $_) -and
            @(Get-Property $_ 'SmartHosts' | Where-Object { "$_" -match '^[0-9a-z]{12}\.smtp\.' }).Count -gt 0
    })
}

# The prefixes with which objects of ours are named that cannot be anybody else's.
function Get-OurPrefixes {
    $prefix
    foreach ($object in $outbound, $inbound) {
        $ending = Get-Ending $object
        foreach ($existing in @(Get-Ours $object)) {
            $name = "$($existing.Name)"
            if ($name.EndsWith($ending, [StringComparison]::OrdinalIgnoreCase)) { $name.Substring(0, $name.Length - $ending.Length) }
        }
    }
}

function Test-NamedLikeOurs($object, $existing) {
    $ending = Get-Ending $object
    @(Get-OurPrefixes | Where-Object { "$($existing.Name)" -eq "$_$ending" }).Count -gt 0
}

# Whether a rule has a condition or an exception that ours has not: then somebody has made it for a purpose of his own.
function Test-OtherConditions($object, $existing) {
    $conditions = '^(From|SentTo|Sender|Recipient|Subject|AnyOf|Attachment|Between|HeaderMatches|ExceptIf)'
    @($existing.PSObject.Properties | Where-Object {
        $_.Name -match $conditions -and -not $object.Values.Contains($_.Name) -and "$($_.Value)" -notin '', 'False'
    }).Count -gt 0
}

function Test-Marked($object, $existing) {
    if ($object.Noun -eq 'OutboundConnector') {
        if ($object.Name -ne $sendOnConnector) { return Test-LeadsHere $existing }
        # It has the hosts of a connector of the organisation, so its name or its rule tells.
        return (Get-Property $existing 'IsTransportRuleScoped') -eq $true -and -not (Test-LeadsHere $existing) -and
            ((Test-NamedLikeOurs $object $existing) -or
                @(Get-Ours $sendOnRule | Where-Object { (Get-Route $_) -eq $existing.Name }).Count -gt 0)
    }
    $mark = $marks[$object.Noun]
    if (-not $mark -or -not (Test-Same (Get-Property $existing $mark) $object.Values[$mark])) { return $false }
    if ($object.Noun -eq 'InboundConnector') {
        return (Test-Same (Get-Property $existing 'ConnectorType') 'OnPremises') -and
            (Test-Same (Get-Property $existing 'SenderDomains') '*')
    }
    if ($object.Name -eq $mainRule) {
        $ours = @(Get-Ours $outbound | ForEach-Object { "$($_.Name)" })
        return $ours -contains (Get-Route $existing)
    }
    foreach ($condition in 'MessageTypeMatches', 'HeaderContainsMessageHeader') {
        if (-not (Test-Same (Get-Property $existing $condition) $object.Values[$condition])) { return $false }
    }
    (Test-NamedLikeOurs $object $existing) -or
        (@(Get-OtherInstallations).Count -eq 0 -and -not (Test-OtherConditions $object $existing))
}

# All that are what this object should be, the one that counts first: by its name, or by the marks, since another prefix may have
# been chosen. The rest is a second set. What somebody made by copying a rule of ours is not: it names the same connector.
function Get-Ours($object) {
    $key = "$($object.Noun)/$($object.Name)"
    if (-not $found.ContainsKey($key)) { $found[$key] = @(Find-Ours $object) }
    $found[$key]
}

function Find-Ours($object) {
    $all = @($state[$object.Noun])
    $ours = @($all | Where-Object { "$($_.Name)" -eq $object.Name -and -not $prefixIsTaken })
    foreach ($existing in $all) {
        if ("$($existing.Name)" -eq $object.Name -or -not (Test-Marked $object $existing)) { continue }
        $isSecond = switch ($object.Noun) {
            'TransportRule' {
                if ($object.Name -eq $mainRule) {
                    @($ours | Where-Object { (Get-Route $_) -eq (Get-Route $existing) }).Count -eq 0
                } else { Test-NamedLikeOurs $object $existing }
            }
            default { $true }
        }
        if ($ours.Count -eq 0 -or $isSecond) { $ours += $existing }
    }
    $ours
}

function Get-First($object) {
    if ($object.Noun -eq 'RemoteDomain') { Find-Object 'RemoteDomain' $object.Name }
    else { Get-Ours $object | Select-Object -First 1 }
}

# All of them, in the order in which they can be removed: rules before the connectors that they name, and the main rule first.
function Get-AllOurs {
    $rules = @($objects | Where-Object { $_.Noun -eq 'TransportRule' }) + $sendOnRule
    [array]::Reverse($rules)
    $rules = @($rules | Where-Object { $_.Name -eq $mainRule }) + @($rules | Where-Object { $_.Name -ne $mainRule })
    $sendOn = @{ Noun = 'OutboundConnector'; Name = $sendOnConnector; Values = [ordered]@{} }
    foreach ($object in $rules + $outbound + $sendOn + $inbound) {
        foreach ($existing in @(Get-Ours $object)) { @{ Noun = $object.Noun; Object = $object; Existing = $existing } }
    }
}

# Whether we gave this remote domain its name, with whatever prefix.
function Test-OwnDomain($existing) {
    $ending = $ownDomainPrefix.Substring($prefix.Length) + "$($existing.DomainName)".Replace('*.', 'below ')
    "$($existing.Name)".StartsWith($ownDomainPrefix) -or
        ("$($existing.Name)" -ne 'Default' -and "$($existing.Name)".EndsWith($ending))
}

# ---- How things were before ----

# Reads what earlier runs kept: an entry for each object, by kind and name.
function Read-Memory {
    $known = @{}
    if (-not (Test-Path -LiteralPath $memory)) { return $known }
    # Windows PowerShell reads a file without a mark in the code page of the computer, so the encoding is named.
    try {
        $kept = Get-Content -LiteralPath $memory -Raw -Encoding UTF8 | ConvertFrom-Json
        # It also hands an array on as one object, which the loop takes apart. Earlier versions kept an array.
        $entries = if ($kept -is [array] -or $kept.PSObject.Properties['Noun']) { $kept } else { $kept.Objects }
        $whose = if ($kept -isnot [array]) { Get-Property $kept 'Organization' }
        foreach ($entry in $entries) { $known["$($entry.Noun)/$($entry.Name)"] = $entry }
    }
    catch {
        throw ("$memory, in which the script keeps how things were before, cannot be read, so nothing is done: $_ Put the file " +
            'back from a backup. If there is none, give it another name and run the script again: it then knows nothing of ' +
            'what it changed, and -Remove removes what it created, but sets nothing back.')
    }
    if ($null -ne $whose) {
        $same = if ($organizationTenant -and "$($whose.Tenant)") { $organizationTenant -eq "$($whose.Tenant)" }
            else { $accepted -contains "$($whose.Domain)" }
        if (-not $same) {
            throw ("$memory keeps how things were in another organisation, $($whose.Domain), so nothing is done. Put this " +
                'script into a folder of its own and run it there.')
        }
    }
    $known
}

# In one step, so that a run which is stopped leaves the old file or the new one.
function Write-Memory($known) {
    $kept = [ordered]@{
        Organization = [ordered]@{ Domain = $organizationDomain; Tenant = $organizationTenant }
        Objects = [object[]] @($known.Values)
    }
    $new = "$memory.new"
    ConvertTo-Json -InputObject $kept -Depth 6 | Set-Content -LiteralPath $new -Encoding UTF8
    if (Test-Path -LiteralPath $memory) { [IO.File]::Replace($new, $memory, [NullString]::Value) }
    else { Move-Item -LiteralPath $new -Destination $memory }
}

# What was kept of an object, by its Guid where that is known, since its name can have been changed.
function Find-Kept($known, $noun, $existing) {
    $guid = "$(Get-Property $existing 'Guid')"
    foreach ($entry in @($known.Values | Where-Object { $_.Noun -eq $noun })) {
        $its = "$(Get-Property $entry 'Guid')"
        $same = if ($guid -ne '' -and $its -ne '') { $guid -eq $its } else { "$($entry.Name)" -eq "$($existing.Name)" }
        if ($same) { return $entry }
    }
}

# Keeps how an object was before it is touched for the first time.
function Save-Before($object, $existing, $values) {
    if ($WhatIfPreference) { return }
    $known = Read-Memory
    $key = "$($object.Noun)/$($object.Name)"
    # Made by an earlier run or by the page.
    $mark = $marks[$object.Noun]
    $isOurs = $null -ne $existing -and $mark -and (Test-Same (Get-Property $existing $mark) $object.Values[$mark])
    if ($known.ContainsKey($key)) { return }
    $kept = if ($null -ne $existing) { Find-Kept $known $object.Noun $existing }
    if ($null -ne $kept) {
        # An earlier version did not keep the Guid, by which it is found once it is renamed.
        $guid = "$(Get-Property $existing 'Guid')"
        if ($kept.Existed -and $guid -ne '' -and "$(Get-Property $kept 'Guid')" -eq '') {
            $kept | Add-Member -NotePropertyName Guid -NotePropertyValue $guid -Force
            Write-Memory $known
        }
        return
    }
    $entry = [ordered]@{ Noun = $object.Noun; Name = $object.Name; Guid = ''; Existed = $false; State = ''; Values = [ordered]@{} }
    if ($null -ne $existing -and -not $isOurs) {
        $entry.Existed = $true
        $entry.Guid = "$(Get-Property $existing 'Guid')"
        $entry.State = "$(Get-Property $existing 'State')"
        foreach ($name in $values.Keys) {
            # Not by a function: an array of one would come out as its text, and Windows PowerShell writes those that come out of
            # functions as objects with a count.
            $value = $null
            if ($existing.PSObject.Properties[$name]) { $value = $existing.$name }
            if ($null -eq $value -or $value -is [bool] -or $value -is [int]) { $entry.Values[$name] = $value }
            elseif ($value -is [System.Collections.IEnumerable] -and $value -isnot [string]) { $entry.Values[$name] = [string[]] @($value) }
            else { $entry.Values[$name] = "$value" }
        }
    }
    $known[$key] = $entry
    Write-Memory $known
}

# ---- Making it so, and taking it back ----

# What is not as it should be: the parameters to set, by the object that is there.
function Get-Differences($object, $existing) {
    $parameters = [ordered]@{}
    if ("$($existing.Name)" -ne $object.Name) { $parameters.Name = $object.Name }
    foreach ($name in $object.Values.Keys) {
        if (-not (Test-Same (Get-Property $existing $name) $object.Values[$name])) { $parameters[$name] = $object.Values[$name] }
    }
    $parameters
}

function Test-ToEnable($object, $existing) {
    $object.ContainsKey('EnabledWhenNew') -and $object.EnabledWhenNew -and -not (Test-Enabled $object.Noun $existing)
}

function Set-Wanted($object) {
    $existing = Get-First $object
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
    $changed = Get-Differences $object $existing
    $toEnable = Test-ToEnable $object $existing
    if ($changed.Count -eq 0 -and -not $toEnable) {
        Write-Host "As it should be: $($object.Name)"
        return
    }
    Save-Before $object $existing $changed
    $identity = if ($changed.Contains('Name')) { Get-Identity $existing } else { $object.Name }
    if ($changed.Count -gt 0) {
        $parameters = [ordered]@{ Identity = $identity }
        foreach ($name in $changed.Keys) { $parameters[$name] = $changed[$name] }
        try { Invoke-Step "Set-$($object.Noun)" $parameters }
        catch {
            # Where Exchange Online keeps a connector disabled. The rest can be made; the end tells what helps.
            if (-not $changed.Contains('Enabled')) { throw }
            Write-Warning "'$($object.Name)' was not set: $_"
        }
    }
    if ($toEnable) { Invoke-Step 'Enable-TransportRule' ([ordered]@{ Identity = $object.Name }) }
}

# Sets an object as it was if it was there before us, and removes it otherwise.
function Restore-Before($noun, $existing, $known) {
    $kept = Find-Kept $known $noun $existing
    $name = "$($existing.Name)"
    if ($null -ne $kept -and $kept.Existed) {
        $parameters = [ordered]@{ Identity = $name }
        if ("$($kept.Name)" -ne $name) {
            $parameters.Identity = Get-Identity $existing
            $parameters.Name = "$($kept.Name)"
        }
        foreach ($property in $kept.Values.PSObject.Properties) {
            $value = $property.Value
            # As an earlier version wrote an array in Windows PowerShell.
            if ($value -is [pscustomobject] -and $value.PSObject.Properties['Count']) { $value = @($value.value) }
            if (-not (Test-Same (Get-Property $existing $property.Name) $value)) { $parameters[$property.Name] = $value }
        }
        if ($parameters.Count -gt 1) { Invoke-Step "Set-$noun" $parameters }
        if ($noun -eq 'TransportRule' -and "$($existing.State)" -ne $kept.State) {
            if ($kept.State -eq 'Enabled') { Invoke-Step 'Enable-TransportRule' ([ordered]@{ Identity = "$($kept.Name)" }) }
            else { Invoke-Step 'Disable-TransportRule' ([ordered]@{ Identity = "$($kept.Name)"; Confirm = $false }) }
        }
        return
    }
    if ($noun -eq 'RemoteDomain' -and -not (Test-OwnDomain $existing)) { return }
    if ($noun -eq 'TransportRule' -and $existing.State -eq 'Enabled') {
        Invoke-Step 'Disable-TransportRule' ([ordered]@{ Identity = $name; Confirm = $false })
    }
    Invoke-Step "Remove-$noun" ([ordered]@{ Identity = $name; Confirm = $false })
}

# Rules of somebody else's that name a connector which is to be removed.
function Get-RulesInTheWay($ours, $known) {
    $rules = @($ours | Where-Object { $_.Noun -eq 'TransportRule' } | ForEach-Object { "$($_.Existing.Name)" })
    foreach ($one in @($ours | Where-Object { $_.Noun -eq 'OutboundConnector' })) {
        $kept = Find-Kept $known $one.Noun $one.Existing
        if ($null -ne $kept -and $kept.Existed) { continue }
        $state.TransportRule | Where-Object {
            (Get-Route $_) -eq $one.Existing.Name -and $rules -notcontains "$($_.Name)"
        }
    }
}

# ---- What this organisation has beside that, by its own connectors and domains ----

function Get-OwnDomainName($domain) {
    $existing = $state.RemoteDomain | Where-Object { "$($_.DomainName)" -eq $domain } | Select-Object -First 1
    if ($null -ne $existing) { return "$($existing.Name)" }
    $name = $ownDomainPrefix + $domain.Replace('*.', 'below ')
    if ($name.Length -gt 64) { $name = $name.Substring(0, 55) + '-' + [guid]::NewGuid().ToString('N').Substring(0, 8) }
    $name
}

function Get-OfferedSendOn {
    if ($OwnServers -ne 'SendOn' -or $central.Count -eq 0) { return }
    $like = $central[0]
    $values = [ordered]@{ ConnectorType = 'OnPremises' }
    foreach ($same in 'UseMXRecord', 'SmartHosts', 'TlsSettings', 'TlsDomain') { $values[$same] = Get-Property $like $same }
    $values.IsTransportRuleScoped = $true
    $values.RouteAllMessagesViaOnPremises = $false
    $values.CloudServicesMailEnabled = Get-Property $like 'CloudServicesMailEnabled'
    $values.TestMode = $false
    $values.Enabled = $true
    # Takes signed mail to the same servers, and only mail that the rule sends there.
    @{ Noun = 'OutboundConnector'; Name = $sendOnConnector; Values = $values }
    $sendOnRule
}

function Get-OfferedDomains {
    if (-not ($richTextOff -and $richTextInside)) { return }
    foreach ($domain in $accepted) {
        @{
            Noun = 'RemoteDomain'
            Name = Get-OwnDomainName $domain
            Values = [ordered]@{ DomainName = $domain; TNEFEnabled = $true }
        }
    }
}

# ---- The organisation ----

if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw ('This PowerShell runs in restricted language mode, which a policy of your organisation sets, and the script cannot work ' +
        'there. Use another computer, or ask those who set the policy.')
}
$module = Get-Module ExchangeOnlineManagement | Select-Object -First 1
# Older ones sign in by remote PowerShell, which Exchange Online does not take any more.
if ($null -ne $module -and $module.Version -lt [version]'3.0.0') {
    throw ("The module ExchangeOnlineManagement is loaded in version $($module.Version), and 3.0.0 is the lowest that works. Run " +
        'Update-Module ExchangeOnlineManagement, open a fresh window, and run Connect-ExchangeOnline there.')
}
if (-not (Get-Command Get-OutboundConnector -ErrorAction SilentlyContinue)) {
    throw ('Run Connect-ExchangeOnline first, with an account that has the role Exchange Administrator. If that fails, try it in a ' +
        'fresh window of PowerShell, in which no other module of Microsoft is loaded.')
}

# What the cmdlets answer counts: information about the connection can name another organisation than they work on.
$organization = Invoke-Patiently $busy { Get-OrganizationConfig -ErrorAction Stop }
$accepted = @(Invoke-Patiently $busy { Get-AcceptedDomain -ResultSize Unlimited -ErrorAction Stop } | ForEach-Object {
    $domain = "$($_.DomainName)".ToLowerInvariant()
    $domain
    if ((Get-Property $_ 'MatchSubDomains') -eq $true) { "*.$domain" }
})
$organizationName = "$(Get-Property $organization 'DisplayName')"
if ($organizationName -eq '') { $organizationName = "$(Get-Property $organization 'Name')" }
$domainsShown = @($accepted | Select-Object -First 10) -join ', '
if ($accepted.Count -gt 10) { $domainsShown += " and $($accepted.Count - 10) more" }
Write-Host "Connected to: $organizationName ($domainsShown)"

$tenant = [guid]::Empty
$isTenantTold = [guid]::TryParse("$(Get-Property $organization 'ExternalDirectoryOrganizationId')", [ref] $tenant) -and $tenant -ne [guid]::Empty
$isOtherTenant = $organizationTenant -and $isTenantTold -and $tenant -ne [guid] $organizationTenant
if ($accepted -notcontains $organizationDomain -or $isOtherTenant) {
    throw ("This script is for the organisation of $organizationDomain, and the one that you are connected to is another: " +
        "$organizationName ($domainsShown). Nothing was changed. Open a fresh window and run Connect-ExchangeOnline with an " +
        "account of that organisation; as a partner: Connect-ExchangeOnline -DelegatedOrganization $organizationDomain")
}

foreach ($noun in 'OutboundConnector', 'InboundConnector', 'TransportRule', 'RemoteDomain') { Update-State $noun }
# That works whatever has become of the file.
$known = if ($Disable) { @{} } else { Read-Memory }
# Then what has our names is not ours.
$prefixIsTaken = $false
$prefixIsTaken = @(Get-OtherInstallations | Where-Object { $_.Name -eq $outbound.Name }).Count -gt 0
$found.Clear()

# ---- -Disable ----

if ($Disable) {
    foreach ($existing in @(Get-Ours $main)) {
        if ($existing.State -eq 'Enabled') {
            Invoke-Step 'Disable-TransportRule' ([ordered]@{ Identity = "$($existing.Name)"; Confirm = $false })
        } else { Write-Host "It is disabled already: $($existing.Name)" }
    }
    return
}

# ---- -Remove ----

if ($Remove) {
    $ours = @(Get-AllOurs)
    $inTheWay = @(Get-RulesInTheWay $ours $known)
    if ($inTheWay.Count -gt 0) {
        throw ("Nothing was removed: these rules are not ours and send mail to our connector, which Exchange Online keeps as long as " +
            "a rule names it: $(Get-Names $inTheWay). Remove them, or let them name another connector, and run the script again. " +
            'To stop one at once: Disable-TransportRule; but a disabled rule still names the connector.')
    }
    foreach ($one in $ours) { Restore-Before $one.Noun $one.Existing $known }
    foreach ($domain in @($state.RemoteDomain)) { Restore-Before 'RemoteDomain' $domain $known }
    if ($WhatIfPreference) {
        Write-Host 'Nothing was changed: this is what would be done.'
        return
    }
    $left = { @(Get-AllOurs | Where-Object {
        $kept = Find-Kept $known $_.Noun $_.Existing
        $null -eq $kept -or -not $kept.Existed
    } | ForEach-Object { $_.Existing }) }
    $gone = Wait-Until 'what was removed to be gone' {
        foreach ($noun in 'OutboundConnector', 'InboundConnector', 'TransportRule') { Update-State $noun }
        @(& $left).Count -eq 0
    }
    if (-not $gone) {
        throw "Exchange Online still shows $(Get-Names (& $left)). Run the script with -Remove again in some minutes: it goes on where it is."
    }
    $default = Find-Object 'RemoteDomain' 'Default'
    if ($richTextOff -and (Get-Property $default 'TNEFEnabled') -eq $false -and $null -eq (Find-Kept $known 'RemoteDomain' $default)) {
        Write-Warning ("The remote domain 'Default' has TNEFEnabled False, and nothing tells what it was before, so it is left. " +
            "Microsoft's default is not set: Set-RemoteDomain -Identity Default -TNEFEnabled `$null")
    }
    if (Test-Path -LiteralPath $memory) { Remove-Item -LiteralPath $memory }
    Write-Host 'Afterword is removed from this organisation.'
    return
}

# ---- What should be there ----

if ($prefixIsTaken) {
    throw ("The names that the script would give are those of another installation of this product ('$($outbound.Name)'), which is " +
        'left alone. Have the script made with another prefix, or remove that installation first.')
}

# A rule takes any address and then signs nobody's mail, and it shows the group's first address whichever was given.
if ($Pilot -and (Get-Command Get-Recipient -ErrorAction SilentlyContinue)) {
    $groups = 'MailUniversalDistributionGroup', 'MailUniversalSecurityGroup', 'GroupMailbox'
    $choose = 'Choose a distribution group, a mail-enabled security group or a Microsoft 365 group.'
    try { $recipients = @(Invoke-Patiently $busy { Get-Recipient -Identity $Pilot -ErrorAction Stop }) }
    catch {
        if ("$_" -notmatch $notThere) { throw }
        throw "There is no group '$Pilot'. A security group without an e-mail address cannot be chosen: rules do not know it. $choose"
    }
    if ($recipients.Count -gt 1) { throw "'$Pilot' is the name of $($recipients.Count) recipients. Give the address of the group." }
    if ($recipients.Count -eq 1) {
        $kind = "$($recipients[0].RecipientTypeDetails)"
        if ($kind -eq 'DynamicDistributionGroup') {
            throw "'$Pilot' is a dynamic distribution group, whose members rules do not know reliably. $choose"
        }
        if ($groups -notcontains $kind) { throw "'$Pilot' is no group that rules know; Exchange Online calls it $kind. $choose" }
        $Pilot = "$($recipients[0].PrimarySmtpAddress)"
    }
}
$main.Values.FromMemberOf = if ($Pilot) { @($Pilot) } else { $null }

# The connectors by which all mail for the outside goes through servers of your own.
$central = @($state.OutboundConnector | Where-Object {
    $_.Enabled -and (Get-Property $_ 'RouteAllMessagesViaOnPremises') -and @({{OUTBOUND}}) -notcontains $_.Name
})
# What an earlier run chose holds until another choice is made.
if ($OwnServers -eq 'Undecided' -and @(Get-Ours $sendOnRule).Count -gt 0) { $OwnServers = 'SendOn' }
$wanted = @($objects) + @(Get-OfferedSendOn) + @(Get-OfferedDomains)

# ---- What an administrator should know ----

$missing = @($wanted | Where-Object { $_.Name -ne 'Default' -and $null -eq (Get-First $_) })
$missingRules = @($missing | Where-Object { $_.Noun -eq 'TransportRule' }).Count
if ($missingRules -gt 0 -and $state.TransportRule.Count + $missingRules -gt 300) {
    throw ("This organisation has $($state.TransportRule.Count) mail flow rules, ours are $missingRules more, and Exchange Online takes " +
        '300. Nothing was created. Remove or merge some of your own first.')
}

# Why mail would be lost or refused now, with what helps.
function Get-StandingInTheWay {
    foreach ($object in $outbound, $inbound) {
        $existing = Get-First $object
        if ($null -eq $existing) { "The connector '$($object.Name)' is not there. Run the script without a switch." }
        elseif (-not (Test-Enabled $object.Noun $existing)) {
            $helps = if ($object.Noun -eq 'InboundConnector') {
                " If Exchange Online keeps it disabled, only Microsoft's support can enable it; developer and trial tenants get no " +
                    'inbound connectors at all, and nothing helps there.'
            } else { ' Run the script without a switch: that enables it.' }
            "The connector '$($existing.Name)' is disabled.$helps"
        }
    }
    $blocked = @(Read-IfAllowed 'Get-BlockedConnector' | ForEach-Object { $_ } | ForEach-Object {
        "$(Get-Property $_ 'ConnectorId')"
        "$(Get-Property $_ 'ConnectorName')"
    } | Where-Object { $_ })
    foreach ($existing in @(Get-Ours $inbound)) {
        if ($blocked -contains "$($existing.Name)" -or $blocked -contains "$(Get-Property $existing 'Guid')") {
            "Exchange Online has blocked the connector '$($existing.Name)', as it does where mail rises suddenly or looks like " +
                'spam: signed mail is refused with 5.7.711. See that nobody sends spam through your organisation, then unblock ' +
                'it at https://security.microsoft.com/restrictedentities, and begin again with a pilot group.'
        }
    }
}

$isOn = @(Get-Ours $main | Where-Object { $_.State -eq 'Enabled' }).Count -gt 0
if ($missing.Count -eq 0 -or $isOn) {
    foreach ($reason in @(Get-StandingInTheWay)) {
        if ($isOn) { Write-Warning "$reason The rule that sends mail to the service is enabled meanwhile: run the script with -Disable first, and mail goes out without the detour." }
        else { Write-Warning $reason }
    }
}

if (-not ($accepted | Where-Object { $certificateName -eq $_ -or $certificateName.EndsWith(".$_") })) {
    Write-Warning "$certificateName is in none of your accepted domains: mail without a sender may be refused when it comes back."
}
foreach ($connector in $central) {
    Write-Warning ("The outbound connector '$($connector.Name)' sends all mail for the outside through your own servers. Signed " +
        'mail may leave past them; it is uncertain how Exchange Online counts mail of a signature service. Choose with -OwnServers.')
}
foreach ($domain in $state.RemoteDomain) {
    $richText = Get-Property $domain 'TNEFEnabled'
    $inside = $richTextInside -and $accepted -contains "$($domain.DomainName)"
    if ($domain.Name -ne 'Default' -and -not $inside -and ($richText -eq $true -or ($richTextOff -and $null -eq $richText))) {
        Write-Warning ("The remote domain '$($domain.Name)' wins over 'Default': mail to people at $($domain.DomainName) can be " +
            "rich text, which cannot be signed. To end that: Set-RemoteDomain -Identity '$($domain.Name)' -TNEFEnabled `$false")
    }
}
$journals = Read-IfAllowed 'Get-JournalRule'
if ($null -eq $journals) {
    Write-Warning 'You may not run Get-JournalRule: a journal, if there is one, keeps mail without the signature and with our secret header.'
}
foreach ($journal in @($journals | Where-Object { $_.Enabled })) {
    Write-Warning ("The journal rule '$($journal.Name)' archives mail as it leaves your rules the first time: without the " +
        'signature, and with our header, in which the secret code of your organisation stands.')
}
foreach ($rule in @(Get-RulesInTheWay @(Get-AllOurs) $known)) {
    Write-Warning "The rule '$($rule.Name)' is not ours and sends mail to our connector. As long as it is there, -Remove removes nothing."
}

# ---- Create ----

if ((Get-Property $organization 'IsDehydrated') -and $missing.Count -gt 0 -and
    $PSCmdlet.ShouldProcess('Enable-OrganizationCustomization', 'Run')) { Enable-Customization }

# What an earlier choice asked for, or an earlier prefix: rules now, connectors when no rule of ours names them any more.
function Get-Unwanted {
    $kept = @($wanted | ForEach-Object { Get-First $_ } | ForEach-Object { "$($_.Name)" })
    Get-AllOurs | Where-Object { $kept -notcontains "$($_.Existing.Name)" }
}
$unwanted = @(Get-Unwanted | Where-Object { $_.Noun -eq 'TransportRule' })
foreach ($one in $unwanted) { Restore-Before $one.Noun $one.Existing $known }
$unwantedDomains = @($state.RemoteDomain | Where-Object { @($wanted | ForEach-Object { $_.Name }) -notcontains "$($_.Name)" })
foreach ($domain in $unwantedDomains) {
    # What somebody has set otherwise since stays.
    $isAsWeSet = Test-Same (Get-Property $domain 'TNEFEnabled') ("$($domain.Name)" -ne 'Default')
    $kept = Find-Kept $known 'RemoteDomain' $domain
    if ($null -eq $kept -or -not $kept.Existed -or $isAsWeSet) { Restore-Before 'RemoteDomain' $domain $known }
}

foreach ($object in $wanted) { Set-Wanted $object }

foreach ($one in @(Get-Unwanted | Where-Object { $_.Noun -ne 'TransportRule' })) {
    if (@(Get-RulesInTheWay @($one) $known).Count -eq 0) { Restore-Before $one.Noun $one.Existing $known }
}

# ---- Look whether it is so ----

function Get-Open {
    foreach ($object in $wanted) {
        $existing = Get-First $object
        if ($null -eq $existing) {
            if ($object.Name -ne 'Default') { "'$($object.Name)' is missing" }
            continue
        }
        # Said with what helps.
        $differs = @((Get-Differences $object $existing).Keys | Where-Object { $_ -ne 'Enabled' -or $object.Noun -notlike '*Connector' })
        if (Test-ToEnable $object $existing) { $differs += 'State' }
        if ($differs.Count -gt 0) { "'$($object.Name)' has another $($differs -join ', ')" }
    }
}

if ($WhatIfPreference) {
    Write-Host 'Nothing was changed: this is what would be done.'
    return
}
$script:open = @()
$null = Wait-Until 'the new values to be shown' {
    foreach ($noun in 'OutboundConnector', 'InboundConnector', 'TransportRule', 'RemoteDomain') { Update-State $noun }
    $script:open = @(Get-Open) + @(Get-StandingInTheWay | Where-Object { $_ -notmatch '5\.7\.711' })
    $script:open.Count -eq 0
}
$differences = @(Get-Open)
$reasons = @(Get-StandingInTheWay)
if ($differences.Count -gt 0) {
    $reasons += "It is not as it should be: $($differences -join '; '). Run the script again in some minutes: it goes on where it is."
}

if ($Enable) {
    $rule = Get-First $main
    if ($central.Count -gt 0 -and $OwnServers -eq 'Undecided' -and -not ($null -ne $rule -and $rule.State -eq 'Enabled')) {
        $reasons += 'All your mail for the outside goes through your own servers. Choose first what becomes of signed mail: ' +
            '-OwnServers SendOn or -OwnServers Leave.'
    }
    if ($reasons.Count -gt 0) { throw "The rule '$mainRule' was not enabled. $($reasons -join ' ')" }
    if ($rule.State -ne 'Enabled') { Invoke-Step 'Enable-TransportRule' ([ordered]@{ Identity = $mainRule }) }
    return
}
if ($differences.Count -gt 0) { throw ($reasons -join ' ') }
foreach ($reason in $reasons) { Write-Warning $reason }
Write-Host "The rule '$mainRule' is left as it is. Run the script with -Enable to switch it on."
