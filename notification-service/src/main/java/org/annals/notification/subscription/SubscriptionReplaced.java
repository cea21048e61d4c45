// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

/** Told in the transaction in which a subscription is changed by its owner, as it is from then on. */
public record SubscriptionReplaced(Subscription subscription) {}
