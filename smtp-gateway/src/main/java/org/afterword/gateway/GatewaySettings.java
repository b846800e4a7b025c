package org.afterword.gateway;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.gateway.intake.IntakeLimits;
import org.afterword.gateway.wire.AddressRange;
import org.afterword.gateway.wire.PlaceLimits;
import org.afterword.gateway.wire.SessionLimits;
import org.afterword.process.settings.SettingsReader;
import org.afterword.storage.StoreSettings;

/**
 * The gateway's settings; docs/settings.md explains each.
 *
 * @param store where mail is kept
 * @param hostName our DNS name, for banner and EHLO
 * @param address where both ports listen
 * @param smtpPort 0 for any that is free
 * @param healthPort 0 for any that is free
 * @param clientAuthorities who may have certified the client; the platform's authorities if absent
 * @param clientName must be among the names of the client's certificate
 * @param places for connections
 * @param proxyRanges load balancers that send the PROXY protocol
 * @param drain how long mail that is coming in may take to end when the gateway stops
 */
public record GatewaySettings(
        StoreSettings store,
        String hostName,
        InetAddress address,
        int smtpPort,
        int healthPort,
        Path certificate,
        Path key,
        Optional<Path> clientAuthorities,
        String clientName,
        SessionLimits session,
        IntakeLimits intake,
        PlaceLimits places,
        List<AddressRange> proxyRanges,
        Duration drain) {

    public static final String HOST_NAME = "AFTERWORD_HOST_NAME";
    public static final String SMTP_ADDRESS = "AFTERWORD_SMTP_ADDRESS";
    public static final String SMTP_PORT = "AFTERWORD_SMTP_PORT";
    public static final String HEALTH_PORT = "AFTERWORD_HEALTH_PORT";
    public static final String TLS_CERTIFICATE = "AFTERWORD_TLS_CERTIFICATE";
    public static final String TLS_KEY = "AFTERWORD_TLS_KEY";
    public static final String CLIENT_AUTHORITIES = "AFTERWORD_CLIENT_AUTHORITIES";
    public static final String CLIENT_RANGES = "AFTERWORD_CLIENT_RANGES";
    public static final String CLIENT_NAME = "AFTERWORD_CLIENT_NAME";
    public static final String DRAIN_SECONDS = "AFTERWORD_DRAIN_SECONDS";
    public static final String MAX_MESSAGE_BYTES = "AFTERWORD_MAX_MESSAGE_BYTES";
    public static final String MAX_RECIPIENTS = "AFTERWORD_MAX_RECIPIENTS";
    public static final String MAX_CONNECTIONS = "AFTERWORD_MAX_CONNECTIONS";
    public static final String MAX_CONNECTIONS_PER_ADDRESS = "AFTERWORD_MAX_CONNECTIONS_PER_ADDRESS";
    public static final String MAX_MAILS_PER_TENANT = "AFTERWORD_MAX_MAILS_PER_TENANT";
    public static final String MAX_QUEUE_SECONDS = "AFTERWORD_MAX_QUEUE_SECONDS";
    public static final String MAX_ERRORS = "AFTERWORD_MAX_ERRORS";
    public static final String IDLE_SECONDS = "AFTERWORD_IDLE_SECONDS";
    public static final String SESSION_SECONDS = "AFTERWORD_SESSION_SECONDS";
    public static final String MIN_BYTES_PER_SECOND = "AFTERWORD_MIN_BYTES_PER_SECOND";
    public static final String PROXY_RANGES = "AFTERWORD_PROXY_RANGES";

    private static final int PORTS = 65535;
    private static final int DAY = 86400;

    public GatewaySettings {
        proxyRanges = List.copyOf(proxyRanges);
    }

    /** @throws org.afterword.process.settings.SettingsException naming all that is missing or wrong */
    public static GatewaySettings from(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        GatewaySettings settings = new GatewaySettings(
                StoreSettings.from(reader),
                reader.required(HOST_NAME),
                address(reader),
                reader.number(SMTP_PORT, 25, 0, PORTS),
                reader.number(HEALTH_PORT, 8080, 0, PORTS),
                reader.requiredFile(TLS_CERTIFICATE),
                reader.requiredFile(TLS_KEY),
                reader.optionalFile(CLIENT_AUTHORITIES),
                reader.optional(CLIENT_NAME, "mail.protection.outlook.com"),
                session(reader),
                intake(reader),
                new PlaceLimits(
                        reader.number(MAX_CONNECTIONS, 1000, 1, 100_000),
                        reader.number(MAX_CONNECTIONS_PER_ADDRESS, 250, 1, 100_000),
                        ranges(reader, CLIENT_RANGES, PlaceLimits.EXCHANGE_ONLINE)),
                ranges(reader, PROXY_RANGES, List.of()),
                reader.seconds(DRAIN_SECONDS, Duration.ofSeconds(55), 0, 3600));
        reader.finish();
        return settings;
    }

    private static SessionLimits session(SettingsReader reader) {
        SessionLimits standard = SessionLimits.DEFAULT;
        return new SessionLimits(
                reader.seconds(IDLE_SECONDS, standard.idle(), 1, DAY),
                standard.unauthenticated(),
                standard.handshake(),
                reader.seconds(SESSION_SECONDS, standard.total(), 1, DAY),
                standard.grace(),
                reader.number(MIN_BYTES_PER_SECOND, standard.minimumRate(), 1, 1_000_000_000),
                reader.number(MAX_ERRORS, standard.errors(), 1, 1_000_000));
    }

    private static IntakeLimits intake(SettingsReader reader) {
        IntakeLimits standard = IntakeLimits.DEFAULT;
        return new IntakeLimits(
                reader.number(
                        MAX_MESSAGE_BYTES, Math.toIntExact(standard.messageBytes()), 64 * 1024, Integer.MAX_VALUE),
                reader.number(MAX_RECIPIENTS, standard.recipients(), 1, 1000),
                reader.number(MAX_MAILS_PER_TENANT, standard.transactionsPerTenant(), 1, 100_000),
                reader.seconds(MAX_QUEUE_SECONDS, standard.queueAge(), 1, DAY));
    }

    private static InetAddress address(SettingsReader reader) {
        String text = reader.optional(SMTP_ADDRESS, "0.0.0.0");
        try {
            return AddressRange.parse(text).network();
        } catch (IllegalArgumentException wrong) {
            reader.problem(SMTP_ADDRESS + " must be an IP address of this machine, or 0.0.0.0 for all");
            return InetAddress.getLoopbackAddress();
        }
    }

    private static List<AddressRange> ranges(SettingsReader reader, String name, List<AddressRange> whenAbsent) {
        Optional<String> list = reader.optional(name);
        if (list.isEmpty()) {
            return whenAbsent;
        }
        List<AddressRange> ranges = new ArrayList<>();
        for (String text : list.get().split(",")) {
            if (text.isBlank()) {
                continue;
            }
            try {
                ranges.add(AddressRange.parse(text.strip()));
            } catch (IllegalArgumentException wrong) {
                reader.problem(name + " must be ranges such as 10.0.0.0/8, with commas between them");
            }
        }
        return ranges;
    }
}
