package org.afterword.storage.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Map;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;

/** The engine's values that do not say themselves how they look in JSON: an address as its text, parameters as an object. */
final class MessageValues extends SimpleModule {
    private static final long serialVersionUID = 1L;

    MessageValues() {
        addSerializer(new AddressWriter());
        addDeserializer(MailAddress.class, new AddressReader());
        addSerializer(new ParametersWriter());
        addDeserializer(EsmtpParameters.class, new ParametersReader());
    }

    private static final class AddressWriter extends StdSerializer<MailAddress> {
        private static final long serialVersionUID = 1L;

        AddressWriter() {
            super(MailAddress.class);
        }

        @Override
        public void serialize(MailAddress address, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(address.address());
        }
    }

    private static final class AddressReader extends StdDeserializer<MailAddress> {
        private static final long serialVersionUID = 1L;

        AddressReader() {
            super(MailAddress.class);
        }

        @Override
        public MailAddress deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return MailAddress.of(json.getValueAsString(""));
        }
    }

    private static final class ParametersWriter extends StdSerializer<EsmtpParameters> {
        private static final long serialVersionUID = 1L;

        ParametersWriter() {
            super(EsmtpParameters.class);
        }

        @Override
        public void serialize(EsmtpParameters parameters, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeStartObject();
            for (Map.Entry<String, String> parameter : parameters.values().entrySet()) {
                json.writeStringField(parameter.getKey(), parameter.getValue());
            }
            json.writeEndObject();
        }
    }

    private static final class ParametersReader extends StdDeserializer<EsmtpParameters> {
        private static final long serialVersionUID = 1L;

        ParametersReader() {
            super(EsmtpParameters.class);
        }

        @Override
        public EsmtpParameters deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return EsmtpParameters.of(context.readValue(
                    json, context.getTypeFactory().constructMapType(Map.class, String.class, String.class)));
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return EsmtpParameters.NONE;
        }
    }
}
