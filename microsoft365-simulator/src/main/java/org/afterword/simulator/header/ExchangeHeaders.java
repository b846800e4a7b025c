package org.afterword.simulator.header;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What Exchange Online puts above a mail before its outbound connector sends it: names and order as seen in real mail,
 * values made up. The ARC and DKIM signatures do not verify; a service that changes the body must remove or keep them as it
 * would with real ones.
 */
public final class ExchangeHeaders {
    /** The simulator's own, by which a returned mail is recognised. */
    public static final String SUBMISSION = "X-Simulator-Submission";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ARRIVAL = DateTimeFormatter.ofPattern(
                    "dd MMM yyyy HH:mm:ss.SSS'0' '(UTC)'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String MAILBOX_SERVER = "AM9PR04MB0001.eurprd04.prod.outlook.com";
    private static final String TRANSPORT_SERVER = "DB9PR04MB0002.eurprd04.prod.outlook.com";

    private ExchangeHeaders() {}

    /**
     * The header fields above a mail, each with CRLF.
     *
     * @param domain the sender's
     * @param set what the tenant's rules have set
     */
    public static String of(UUID tenantId, String domain, UUID submission, List<MailHeader.Field> set, Instant now) {
        return """
            Received: from %1$s (2603:10a6:20b:1::11)
             by %2$s (2603:10a6:10:2::22) with Microsoft SMTP Server
             (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
             15.20.8400.20; %3$s
            Received: from %1$s
             ([fe80::1111:2222:3333:4444]) by %1$s
             ([fe80::1111:2222:3333:4444%%5]) with mapi id 15.20.8400.019; %3$s
            ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none;
             b=%4$s
            ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com;
             s=arcselector10001;
             h=From:Date:Subject:Message-ID:Content-Type:MIME-Version;
             bh=%5$s;
             b=%4$s
            ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass
             smtp.mailfrom=%6$s; dmarc=pass action=none header.from=%6$s;
             dkim=pass header.d=%6$s; arc=none
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%6$s;
             s=selector1;
             h=From:Date:Subject:Message-ID:Content-Type:MIME-Version:X-MS-Exchange-SenderADCheck;
             bh=%5$s;
             b=%4$s
            %7$s%8$s: %9$s
            X-MS-PublicTrafficType: Email
            X-MS-TrafficTypeDiagnostic: AM9PR04MB0001:EE_|DB9PR04MB0002:EE_
            X-MS-Office365-Filtering-Correlation-Id: %9$s
            X-MS-Exchange-SenderADCheck: 1
            X-MS-Exchange-AntiSpam-Relay: 0
            X-Microsoft-Antispam: BCL:0;ARA:13230040|376014|1800799024|366016;
            X-Forefront-Antispam-Report:
             CIP:255.255.255.255;CTRY:;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:%1$s;PTR:;CAT:NONE;SFS:(13230040);DIR:INT;SFP:1101;
            X-MS-Exchange-AntiSpam-MessageData-ChunkCount: 1
            X-MS-Exchange-AntiSpam-MessageData-0: %4$s
            X-OriginatorOrg: %6$s
            X-MS-Exchange-CrossTenant-AuthAs: Internal
            X-MS-Exchange-CrossTenant-AuthSource: %1$s
            X-MS-Exchange-CrossTenant-Network-Message-Id: %9$s
            X-MS-Exchange-CrossTenant-OriginalArrivalTime: %10$s
            X-MS-Exchange-CrossTenant-FromEntityHeader: Hosted
            X-MS-Exchange-CrossTenant-Id: %11$s
            X-MS-Exchange-CrossTenant-MailboxType: HOSTED
            X-MS-Exchange-Transport-CrossTenantHeadersStamped: DB9PR04MB0002
            X-MS-Exchange-Organization-AuthAs: Internal
            X-MS-Exchange-Organization-AuthSource: %1$s
            X-MS-Exchange-Organization-MessageDirectionality: Originating
            X-MS-Exchange-Organization-SCL: -1
            """.formatted(
                        MAILBOX_SERVER,
                        TRANSPORT_SERVER,
                        DATE.format(now),
                        madeUp(submission + " signature, of which nothing can be verified"),
                        madeUp(submission.toString().substring(0, 32)),
                        domain,
                        fields(set),
                        SUBMISSION,
                        submission,
                        ARRIVAL.format(now),
                        tenantId)
                .replace("\n", "\r\n");
    }

    /** The Message-ID that Exchange gives a mail which has none. */
    public static String messageId(UUID submission) {
        return "Message-ID: <" + submission.toString().replace("-", "").toUpperCase(Locale.ROOT) + "@" + MAILBOX_SERVER
                + ">\r\n";
    }

    private static String fields(List<MailHeader.Field> set) {
        return set.stream()
                .map(field -> field.name() + ": " + field.value() + "\n")
                .collect(Collectors.joining());
    }

    private static String madeUp(String seed) {
        return Base64.getEncoder().encodeToString(seed.getBytes(StandardCharsets.US_ASCII));
    }
}
