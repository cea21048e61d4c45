// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

/**
 * A subscription is being made. Observed in the transaction that makes it: what an observer stores stands or falls with
 * it, and one that throws refuses it.
 */
public record SubscriptionCreated(Subscription subscription) {}
