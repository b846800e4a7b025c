package org.afterword.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final List<String> gaveWay = new ArrayList<>();

    private Places places(int all, int perAddress) {
        return new Places(new PlaceLimits(all, perAddress, List.of(AddressRange.parse("198.51.100.0/24"))), now::get);
    }

    private Optional<Places.Place> take(Places places, String address) throws UnknownHostException {
        return places.take(InetAddress.getByName(address), () -> gaveWay.add(address));
    }

    private int takeAll(Places places, String address, int tries) throws UnknownHostException {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += take(places, address).isPresent() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void givesAStrangersAddressAHundredth() throws Exception {
        Places places = places(1000, 250);
        assertThat(takeAll(places, "192.0.2.1", 20)).isEqualTo(10);
        assertThat(takeAll(places, "192.0.2.2", 20)).isEqualTo(10);
        assertThat(gaveWay).isEmpty();
    }

    @Test
    void countsANetworkOf64BitsAsOneAddress() throws Exception {
        Places places = places(1000, 250);
        for (int i = 0; i < 10; i++) {
            assertThat(take(places, "2001:db8::" + i)).isPresent();
        }
        assertThat(take(places, "2001:db8::1:2:3:4")).isEmpty();
        assertThat(take(places, "2001:db8:0:1::1")).isPresent();
        places.take(InetAddress.getByName("2001:db8:0:2::1"), () -> {})
                .orElseThrow()
                .prove();
        assertThat(takeAll(places, "2001:db8:0:2::2", 300)).isEqualTo(249);
    }

    @Test
    void givesStrangersTogetherHalf() throws Exception {
        Places places = places(1000, 250);
        for (int i = 0; i < 100; i++) {
            takeAll(places, "192.0.2." + i, 10);
        }
        assertThat(places.taken()).isEqualTo(500);
        assertThat(takeAll(places, "198.51.100.1", 300)).isEqualTo(250);
        assertThat(takeAll(places, "198.51.100.2", 300)).isEqualTo(250);
        assertThat(gaveWay).isEmpty();
    }

    @Test
    void takesThePlaceOfTheOldestStrangerForAKnownClient() throws Exception {
        Places places = places(4, 4);
        take(places, "192.0.2.1");
        take(places, "192.0.2.2");
        take(places, "198.51.100.1");
        take(places, "198.51.100.1");
        assertThat(take(places, "198.51.100.1")).isPresent();
        assertThat(gaveWay).containsExactly("192.0.2.1");
        assertThat(take(places, "198.51.100.1")).isPresent();
        assertThat(gaveWay).containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(take(places, "198.51.100.2")).isEmpty();
        assertThat(places.taken()).isEqualTo(4);
    }

    @Test
    void takesThePlaceOfAStrangerWhoHadHisTimeForAnother() throws Exception {
        Places places = places(4, 4);
        take(places, "192.0.2.1");
        now.addAndGet(Places.PATIENCE.toNanos());
        take(places, "192.0.2.2");
        assertThat(take(places, "192.0.2.3")).isEmpty();
        now.addAndGet(1);
        assertThat(take(places, "192.0.2.3")).isPresent();
        assertThat(take(places, "192.0.2.4")).isEmpty();
        assertThat(gaveWay).containsExactly("192.0.2.1");
    }

    @Test
    void knowsTheAddressThatShowedItsCertificate() throws Exception {
        Places places = places(4, 4);
        Places.Place first = take(places, "192.0.2.1").orElseThrow();
        first.prove();
        assertThat(takeAll(places, "192.0.2.1", 5)).isEqualTo(3);
        now.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(take(places, "192.0.2.2")).isEmpty();
        assertThat(gaveWay).isEmpty();
        first.leave();
        assertThat(take(places, "192.0.2.2")).isPresent();
        assertThat(take(places, "192.0.2.1")).isPresent();
        assertThat(gaveWay).containsExactly("192.0.2.2");
    }

    @Test
    void countsEachPlaceOnceHoweverItEnds() throws Exception {
        Places places = places(2, 2);
        Places.Place gone = take(places, "192.0.2.1").orElseThrow();
        takeAll(places, "198.51.100.1", 2);
        assertThat(gaveWay).containsExactly("192.0.2.1");
        gone.leave();
        gone.leave();
        assertThat(places.taken()).isEqualTo(2);
        assertThat(take(places, "198.51.100.2")).isEmpty();
    }

    @Test
    void remembersNoMoreAddressesThanItSays() throws Exception {
        Places places = places(100, 50);
        for (int i = 0; i < 2 * Places.REMEMBERED; i++) {
            Places.Place place = take(places, "10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256)
                    .orElseThrow();
            place.prove();
            place.leave();
            take(places, "10.0.0.0").orElseThrow().leave();
        }
        assertThat(takeAll(places, "10.0.0.0", 50)).as("used again and again").isEqualTo(50);
        assertThat(takeAll(places, "10.0.0.1", 50)).as("long ago").isEqualTo(1);
    }
}
