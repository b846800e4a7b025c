package org.afterword.host;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one parameter gets its value; as strict as the Java worker. A parameter is a trigger, a {@code @BindingName} or the
 * {@link ExecutionContext}; anything else is refused when the process starts and not with the first mail.
 *
 * <p>The worker reads JSON with Gson, which knows nothing of Jackson's annotations; so they do not count here either.
 */
sealed interface ParameterBinding {
    ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.USE_ANNOTATIONS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .build();

    @Nullable Object argument(Invocation invocation) throws BindingException;

    static ParameterBinding of(String function, Parameter parameter) {
        if (parameter.getType() == ExecutionContext.class) {
            return new Context();
        }
        BindingName named = parameter.getAnnotation(BindingName.class);
        if (named != null) {
            return new Metadata(named.value(), parameter.getType());
        }
        if (parameter.isAnnotationPresent(HttpTrigger.class) && parameter.getType() == HttpRequestMessage.class) {
            return new Request(bodyType(function, parameter));
        }
        if (parameter.isAnnotationPresent(QueueTrigger.class)
                || parameter.isAnnotationPresent(TimerTrigger.class)
                || parameter.isAnnotationPresent(HttpTrigger.class)) {
            return new Payload(parameter.getType());
        }
        throw new IllegalArgumentException("parameter " + parameter.getName() + " of function " + function
                + " has no binding that this runner knows: a trigger, @BindingName or ExecutionContext");
    }

    private static BodyType bodyType(String function, Parameter parameter) {
        Type body = parameter.getParameterizedType() instanceof ParameterizedType generic
                ? generic.getActualTypeArguments()[0]
                : Object.class;
        return switch (body.getTypeName()) {
            case "java.util.Optional<java.lang.String>" -> BodyType.OPTIONAL_TEXT;
            case "java.util.Optional<byte[]>" -> BodyType.OPTIONAL_BYTES;
            case "java.lang.String" -> BodyType.TEXT;
            case "byte[]" -> BodyType.BYTES;
            default ->
                throw new IllegalArgumentException("the HTTP body of function " + function
                        + " must be String, byte[], or Optional of one of them, not " + body.getTypeName());
        };
    }

    /** Reads what the host sent as the type that the parameter has. */
    private static @Nullable Object convert(String what, String value, Class<?> type) throws BindingException {
        if (type == String.class) {
            return value;
        }
        if (type == byte[].class) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return JSON.readValue(value, type);
        } catch (JsonProcessingException unfit) {
            throw new BindingException(what + " is not JSON of " + type.getSimpleName() + " (line "
                    + (unfit.getLocation() == null ? 0 : unfit.getLocation().getLineNr()) + ")");
        }
    }

    /** The types that the body of an HTTP request may have. */
    enum BodyType {
        TEXT,
        BYTES,
        OPTIONAL_TEXT,
        OPTIONAL_BYTES
    }

    record Context() implements ParameterBinding {
        @Override
        public Object argument(Invocation invocation) {
            return invocation.context();
        }
    }

    record Metadata(String name, Class<?> type) implements ParameterBinding {
        @Override
        public @Nullable Object argument(Invocation invocation) throws BindingException {
            String value = invocation.metadata().get(name);
            if (value == null) {
                throw new BindingException("the trigger has no value named " + name);
            }
            return convert(name, value, type);
        }
    }

    record Payload(Class<?> type) implements ParameterBinding {
        @Override
        public @Nullable Object argument(Invocation invocation) throws BindingException {
            String text = invocation.trigger() instanceof LocalRequest<?> request
                    ? new String(request.bytes(), StandardCharsets.UTF_8)
                    : invocation.trigger().toString();
            return convert("the payload", text, type);
        }
    }

    record Request(BodyType body) implements ParameterBinding {
        @Override
        public Object argument(Invocation invocation) throws BindingException {
            if (!(invocation.trigger() instanceof LocalRequest<?> request)) {
                throw new BindingException("an HTTP request is wanted, but the trigger is another one");
            }
            byte[] bytes = request.bytes();
            String text = new String(bytes, StandardCharsets.UTF_8);
            return switch (body) {
                case TEXT -> request.withBody(text);
                case BYTES -> request.withBody(bytes);
                case OPTIONAL_TEXT -> request.withBody(bytes.length == 0 ? Optional.empty() : Optional.of(text));
                case OPTIONAL_BYTES -> request.withBody(bytes.length == 0 ? Optional.empty() : Optional.of(bytes));
            };
        }
    }
}
