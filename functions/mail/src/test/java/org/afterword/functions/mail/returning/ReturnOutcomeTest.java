package org.afterword.functions.mail.returning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Concern;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReturnOutcomeTest {

    /** Replies as public accounts of administrators have them, the addresses changed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            250 2.6.0 <1@contoso.example> [InternalId=1] Queued mail for delivery | ACCEPTED
            550 5.7.64 TenantAttribution; Relay Access Denied [ValidationStatus of 'CN=stamp.afterword.example' is Expired] | NOT_ATTRIBUTED
            550 5.7.64 TenantAttribution; Relay Access Denied SMTP. ATTR36 [AM4PEPF00025F99.eurprd83.prod.outlook.com] | NOT_ATTRIBUTED
            550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set | NOT_ATTRIBUTED
            550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain | NOT_ATTRIBUTED
            550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources | NOT_ATTRIBUTED
            530 5.7.57 Client not authenticated to send mail. [FR0P281CA0001.DEUP281.PROD.OUTLOOK.COM] | NOT_ATTRIBUTED
            451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35. For more information please go to https://go.microsoft.com/fwlink/?linkid=865268 | NOT_ATTRIBUTED
            451 4.4.5 TenantAttribution; Temporary failure. ATTR46 | NOT_ATTRIBUTED
            451 4.4.4 Mail received as unauthenticated, incoming to a recipient domain configured in a hosted tenant which has no mail-enabled subscriptions. ATTR5 | NOT_ATTRIBUTED
            454 4.7.0 Client certificate expired ATTR41 | NOT_ATTRIBUTED
            452 4.5.3 Recipients belong to multiple regions ATTR38 | NOT_ATTRIBUTED
            450 4.7.320 Certificate validation failed [Message=SubjectMismatch] | NOT_ATTRIBUTED
            550 5.7.705 Access denied, tenant has exceeded threshold. For more information please go to http://go.microsoft.com/fwlink/?LinkId=526653. AS(7704) | ORGANISATION
            550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. For more information please go to http://go.microsoft.com/fwlink/?LinkId=526653 AS(7230) | ORGANISATION
            550 5.7.711 Access denied, bad inbound connector. AS(2204). | ORGANISATION
            550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains. For more information please go to http://go.microsoft.com/fwlink/?LinkId=526653 AS(7500) | ORGANISATION
            550 5.7.232 Your message can't be sent because your tenant exceeded its tenant external recipient rate limit | ORGANISATION
            550 5.7.233 Your message can't be sent because your trial tenant has exceeded its daily limit for sending email to external recipients | ORGANISATION
            550 5.7.749 Access denied, tenant has exceeded threshold | ORGANISATION
            550 5.7.606 Access denied, banned sending IP [203.0.113.9]. To request removal from this list please visit https://sender.office.com/ and follow the directions. AS(1430) | OUR_ADDRESS
            550 5.7.649 Access denied, banned sending IP [203.0.113.9] | OUR_ADDRESS
            550 5.7.511 Access denied, banned sender[203.0.113.9]. To request removal from this list please forward this message to delist@messaging.microsoft.com. AS16012609 | OUR_ADDRESS
            550 5.7.1 Service unavailable, Client host [203.0.113.9] blocked using Spamhaus. To request removal from this list see https://www.spamhaus.org/query/ip/203.0.113.9 AS(1450) | OUR_ADDRESS
            550 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using FBLW15; To request removal from this list please forward this message to delist@messaging.microsoft.com | OUR_ADDRESS
            554 5.7.1 Service unavailable; Helo domain is listed in Spamhaus. To request removal from this list see https://www.spamhaus.org (S8001) | OUR_ADDRESS
            550 Service unavailable, Client host [203.0.113.9] blocked using Customer Block list | ORGANISATION
            550 5.7.513 Service unavailable, Client host [203.0.113.9] blocked by contoso.example using Customer Block list (AS16012607) | ORGANISATION
            550 5.7.513 Blocked by the organisation | ORGANISATION
            550 5.7.25 Access denied, the sending IPv6 address [2001:db8::1] must have a reverse DNS record | OUR_ADDRESS
            451 4.7.500 Server busy. Please try again later from [203.0.113.9]. (AS77712344) | THROTTLED
            451 4.7.651 The mail server [203.0.113.9] has been temporarily rate limited due to IP reputation. (AS3112) | THROTTLED
            451 4.3.2 Temporary server error. Please try again later ATTRX | SERVER_SAID_LATER
            452 4.5.3 Too many recipients | SERVER_SAID_LATER
            421 4.3.2 The maximum number of concurrent connections per resource forest has exceeded a limit, closing transmission channel. PRX8 | SERVER_SAID_LATER
            432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded | SERVER_SAID_LATER
            451 4.7.0 Temporary server error. Please try again later. PRX4 NextHop: | SERVER_SAID_LATER
            550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup | REFUSED
            550 5.4.1 Recipient address rejected: Access denied. AS(201806281) | REFUSED
            554 5.4.14 Hop count exceeded - possible mail loop ATTR | REFUSED
            550 5.4.6 Routing loop detected | REFUSED
            550 5.7.703 Your message can't be delivered because messages to recipients are blocked by your organization using Tenant Allow Block List | REFUSED
            550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required | REFUSED
            550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy | REFUSED
            550 5.7.60 SMTP; Client does not have permissions to send as this sender | REFUSED
            550 5.7.605 Access denied | REFUSED
            550 5.7.650 Access denied | REFUSED
            552 5.3.4 Message size exceeds fixed maximum message size | REFUSED
            550 5.1.8 Access denied, bad outbound sender. AS(42004) | REFUSED
            """)
    void isWhatTheReplySays(String reply, String expected) {
        assertThat(name(ReturnOutcome.of(SmtpReply.parse(List.of(reply))))).isEqualTo(expected);
    }

    private static String name(ReturnOutcome outcome) {
        return switch (outcome) {
            case ReturnOutcome.Accepted accepted -> "ACCEPTED";
            case ReturnOutcome.Refused refused -> "REFUSED";
            case Deferred deferred -> deferred.cause().name();
            case ReturnOutcome.Uncertain uncertain -> "UNCERTAIN";
        };
    }

    @ParameterizedTest
    @EnumSource
    void aKnownReplyHoldsTheMailAndSaysWhatToDo(KnownReply known) {
        assertThat(known.cause().concern()).isNotEqualTo(Concern.NOBODY);
        assertThat(known.cause().mayWaitOn()).isTrue();
        assertThat(known.codes()).isNotEmpty();
        assertThat(known.meaning()).matches("[A-Z].*\\.");
        assertThat(known.step()).matches("[A-Z].*\\.");
    }

    @Test
    void theStampAsksForDelistingAndTheTenantForTheRest() {
        assertThat(Cause.OUR_ADDRESS.concern()).isEqualTo(Concern.STAMP);
        assertThat(Cause.ORGANISATION.concern()).isEqualTo(Concern.TENANT);
        SmtpReply banned = SmtpReply.parse(List.of("550 5.7.606 Access denied, banned sending IP [203.0.113.9]"));
        assertThat(KnownReply.of(banned).orElseThrow().step()).contains("https://sender.office.com");
        assertThat(KnownReply.BANNED_SENDER.step())
                .contains("delist@microsoft.com")
                .doesNotContain("sender.office.com");
    }

    @Test
    void aPositiveReplyIsNeverAKnownRefusal() {
        assertThat(KnownReply.of(SmtpReply.parse(List.of("250 2.0.0 ATTR36")))).isEmpty();
    }
}
