package org.afterword.cli.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StampClientTest {
    private FakeStamp stamp;
    private StampClient client;

    @BeforeEach
    void start() throws IOException {
        stamp = new FakeStamp();
        client = new StampClient(stamp.address(), Optional.of("the-key"));
    }

    @AfterEach
    void stop() {
        stamp.close();
    }

    @Test
    void sendsItsKeyAndReadsTheAnswer() throws IOException {
        stamp.answering("GET /api/x", "\"1\"", "{\"a\": 1}");
        StampClient.Answer answer = client.get("/api/x");
        assertThat(answer.json().path("a").asInt()).isEqualTo(1);
        assertThat(answer.etag()).hasValue("\"1\"");
        assertThat(stamp.requests()).extracting(FakeStamp.Request::key).containsExactly("the-key");
    }

    @Test
    void changesOnlyWhatItHasRead() throws IOException {
        for (String method : new String[] {"PUT", "PATCH", "DELETE"}) {
            stamp.answering(method + " /api/x", 200, "{}");
        }
        client.put("/api/x", StampClient.JSON.createObjectNode(), Optional.empty());
        client.put("/api/x", StampClient.JSON.createObjectNode(), Optional.of("\"2\""));
        client.patch("/api/x", StampClient.JSON.createObjectNode(), "\"3\"");
        client.delete("/api/x", "\"4\"");
        assertThat(stamp.changes())
                .containsExactly(
                        "PUT /api/x If-None-Match: *",
                        "PUT /api/x If-Match: \"2\"",
                        "PATCH /api/x If-Match: \"3\"",
                        "DELETE /api/x If-Match: \"4\"");
    }

    @Test
    void findsNothingWhereNothingIs() throws IOException {
        assertThat(client.find("/api/none")).isEmpty();
        stamp.answering("GET /api/x", 500, "");
        assertThatThrownBy(() -> client.find("/api/x")).isInstanceOf(StampException.class);
    }

    @Test
    void saysWhatTheStampSaidWithTheirPlaces() {
        stamp.answering("GET /api/x", 422, """
                {"detail": "Two things are wrong.", "errors": [
                  {"pointer": "#/html", "line": 2, "column": 9, "detail": "No scripts."},
                  {"pointer": "#/name", "detail": "It is too long."}]}
                """);
        assertThatThrownBy(() -> client.get("/api/x"))
                .hasMessage("Two things are wrong.\n  #/html line 2, column 9: No scripts.\n  #/name: It is too long.");
    }

    @Test
    void asksForAKeyAndForTheRightAddress() {
        stamp.answering("GET /api/x", 401, "");
        assertThatThrownBy(() -> client.get("/api/x"))
                .hasMessageContaining("--key-file")
                .hasMessageNotContaining("the-key");
        stamp.answering("GET /api/x", 502, "<html>");
        assertThatThrownBy(() -> client.get("/api/x")).hasMessageContaining("answered 502");
        stamp.answering("GET /api/x", 200, "<html>");
        assertThatThrownBy(() -> client.get("/api/x").json()).hasMessageContaining("is its address right?");
    }

    @Test
    void saysThatNobodyAnswers() {
        stamp.close();
        assertThatThrownBy(() -> client.get("/api/x")).hasMessageContaining("is it running?");
    }

    @Test
    void writesAMailAddressIntoAnAddress() {
        assertThat(StampClient.part("a b+c@contoso.example")).isEqualTo("a%20b%2Bc%40contoso.example");
    }
}
