package org.afterword.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentTypeTest {

    @Test
    void readsParametersAsTheyCome() {
        ContentType type = ContentType.parse("Text/HTML; ;x ; Charset = \"a;\\\"b\" ; ;b=c d ;=e;f");
        assertThat(type.value()).isEqualTo("text/html");
        assertThat(type.parameters()).isEqualTo(Map.of("charset", "a;\"b", "b", "c d", "", "e"));
        assertThat(type.excessive()).isFalse();
    }

    @Test
    void joinsThePiecesOfAName() {
        ContentType type = ContentType.parse("a/b; name*1=c; name*0=b; name*2*=d; name*4=e; x*5*0=y; x*0=a; x*1=b");
        assertThat(type.parameter("name")).hasValue("bcd");
        assertThat(type.parameter("x")).hasValue("ab");
    }

    @Test
    void saysThatThereIsMoreThanItReads() {
        assertThat(ContentType.parse("a/b" + ";c=d".repeat(250)).excessive()).isFalse();
        assertThat(ContentType.parse("a/b" + ";c=d".repeat(251)).excessive()).isTrue();
        assertThat(ContentType.parse("a/b" + ";".repeat(900_000)).excessive()).isFalse();
    }
}
