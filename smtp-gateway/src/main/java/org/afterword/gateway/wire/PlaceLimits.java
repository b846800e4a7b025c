package org.afterword.gateway.wire;

import java.util.List;
import java.util.stream.Stream;

/**
 * How many connections there may be.
 *
 * @param all in all
 * @param perAddress of one known client; an IPv6 network of 64 bits counts as one address, since that is what one host gets
 * @param known where clients come from that are no strangers, whatever they have shown
 */
public record PlaceLimits(int all, int perAddress, List<AddressRange> known) {
    /**
     * Exchange Online, by the ranges with port 25 in <i>Microsoft 365 URLs and IP address ranges</i>
     * (https://endpoints.office.com, id 10), and this machine.
     */
    public static final List<AddressRange> EXCHANGE_ONLINE = Stream.of(
                    "40.92.0.0/15",
                    "40.107.0.0/16",
                    "52.100.0.0/14",
                    "52.238.78.88",
                    "104.47.0.0/17",
                    "2a01:111:f400::/48",
                    "2a01:111:f403::/48",
                    "127.0.0.0/8",
                    "::1")
            .map(AddressRange::parse)
            .toList();

    public PlaceLimits {
        known = List.copyOf(known);
    }

    /** Of all strangers together: the other half is for those whom we know. */
    int strangers() {
        return Math.max(1, all / 2);
    }

    /** Of one stranger's address. */
    int perStranger() {
        return Math.max(1, Math.min(perAddress, all / 100));
    }
}
